"""The areas of the sample town and those that matching knows: one list in two places, kept equal."""

from kyoso.town.places import AREAS
from services.matching.domain.areas import AreaMap
from services.matching.knowledge import PACKAGED


def test_matching_knows_the_towns_areas_by_the_same_ids_names_and_centres() -> None:
    """Houses, people and coordinators of the town name areas that recommendations and pages look up.

    Matching knows towns and associations beside them.
    """
    known = AreaMap.read(PACKAGED / "areas.json")
    layers = {place.layer for place in AREAS}

    assert {(place.layer, place.id): (place.name, place.name_en) for place in AREAS} == {
        (area.layer, area.id): (word.ja, word.en) for area, word in known.words.items() if area.layer in layers
    }
    assert {(place.layer, place.id): (place.latitude, place.longitude) for place in AREAS} == {
        (area.layer, area.id): centre for area, centre in known.centres.items() if area.layer in layers
    }
    assert {"neighbourhood", "school"} == layers
