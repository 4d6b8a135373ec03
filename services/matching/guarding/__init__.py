"""A guardian's own consent: a code on paper, the yes of an adult, and taking it back."""
