package main

import (
	"encoding/json"
	"fmt"

	"github.com/anishathalye/porcupine"
)

const quarters = 96

// line is one operation on one facility-day as the load generator wrote it down. Quarters count from midnight.
type line struct {
	Partition string              `json:"partition"`
	Client    int                 `json:"client"`
	Op        string              `json:"op"` // book, cancel, ask
	Room      string              `json:"room"`
	From      int                 `json:"from"`
	Until     int                 `json:"until"`
	Booking   string              `json:"booking"`
	Taken     map[string][][2]int `json:"taken"` // ask: what was not free, room by room
	Invoke    int64               `json:"invoke"`
	Return    *int64              `json:"return"`
	Outcome   string              `json:"outcome"` // done, taken, not-open, unknown
}

// step is an operation in numbers: rooms and bookings are counted within their partition.
type step struct {
	op                string
	room, from, until int
	booking           int32
	taken             *day
}

// day says who holds each quarter of each room (0: nobody). It is the whole state, and a value: == compares it.
type day [roomsMax][quarters]int32

const roomsMax = 8

// model is what a facility-day promises: a quarter of a room has one holder, and what was answered was so at one
// moment between question and answer. An operation without an answer may have been done at any time after it was
// sent, or never: it has an open end, and at the end of the history it harms nobody.
var model = porcupine.Model{
	Init: func() interface{} { return day{} },
	Step: func(state, input, output interface{}) (bool, interface{}) {
		before, do := state.(day), input.(step)
		switch do.op + " " + output.(string) {
		case "book done":
			return before.give(do)
		case "book taken":
			return !before.free(do), before
		case "book unknown":
			if given, after := before.give(do); given {
				return true, after
			}
			return true, before
		case "cancel done":
			return before.takeBack(do)
		case "cancel not-open":
			held, _ := before.takeBack(do)
			return !held, before
		case "cancel unknown":
			if held, after := before.takeBack(do); held {
				return true, after
			}
			return true, before
		case "ask done":
			return before.sameTaken(do.taken), before
		case "ask unknown":
			return true, before
		}
		panic("an outcome that the reader lets through: " + do.op + " " + output.(string))
	},
}

func (d day) free(do step) bool {
	for q := do.from; q < do.until; q++ {
		if d[do.room][q] != 0 {
			return false
		}
	}
	return true
}

func (d day) give(do step) (bool, day) {
	if !d.free(do) {
		return false, d
	}
	for q := do.from; q < do.until; q++ {
		d[do.room][q] = do.booking
	}
	return true, d
}

func (d day) takeBack(do step) (bool, day) {
	held := false
	for room := range d {
		for q := range d[room] {
			if d[room][q] == do.booking {
				d[room][q], held = 0, true
			}
		}
	}
	return held, d
}

func (d day) sameTaken(seen *day) bool {
	for room := range d {
		for q := range d[room] {
			if (d[room][q] != 0) != (seen[room][q] != 0) {
				return false
			}
		}
	}
	return true
}

// numbers turns the names of one partition into numbers.
type numbers struct {
	rooms    map[string]int
	bookings map[string]int32
}

var outcomes = map[string]bool{
	"book done": true, "book taken": true, "book unknown": true, "cancel done": true, "cancel not-open": true,
	"cancel unknown": true, "ask done": true, "ask unknown": true,
}

func (n *numbers) operation(l line, number int) (porcupine.Operation, error) {
	if !outcomes[l.Op+" "+l.Outcome] {
		return porcupine.Operation{}, fmt.Errorf("no such operation or outcome: %s %s", l.Op, l.Outcome)
	}
	if (l.Outcome == "unknown") != (l.Return == nil) {
		return porcupine.Operation{}, fmt.Errorf("an unknown outcome has no return, every other has one")
	}
	do := step{op: l.Op, from: l.From, until: l.Until}
	var err error
	switch l.Op {
	case "book":
		if l.From < 0 || l.Until <= l.From || l.Until > quarters {
			return porcupine.Operation{}, fmt.Errorf("no span of a day: %d to %d", l.From, l.Until)
		}
		if do.room, err = n.room(l.Room); err != nil {
			return porcupine.Operation{}, err
		}
		name := l.Booking
		if name == "" {
			if l.Outcome == "done" {
				return porcupine.Operation{}, fmt.Errorf("a booking that was done has a name")
			}
			name = fmt.Sprintf("nameless %d", number)
		}
		do.booking = n.booking(name)
	case "cancel":
		if l.Booking == "" {
			return porcupine.Operation{}, fmt.Errorf("a cancellation names its booking")
		}
		do.booking = n.booking(l.Booking)
	case "ask":
		do.taken = &day{}
		for name, spans := range l.Taken {
			room, err := n.room(name)
			if err != nil {
				return porcupine.Operation{}, err
			}
			for _, span := range spans {
				if span[0] < 0 || span[1] > quarters {
					return porcupine.Operation{}, fmt.Errorf("no span of a day: %v", span)
				}
				for q := span[0]; q < span[1]; q++ {
					do.taken[room][q] = 1
				}
			}
		}
	}
	made := porcupine.Operation{ClientId: l.Client, Input: do, Output: l.Outcome, Call: l.Invoke, Return: never}
	if l.Return != nil {
		made.Return = *l.Return
	}
	return made, nil
}

func (n *numbers) room(name string) (int, error) {
	if number, known := n.rooms[name]; known {
		return number, nil
	}
	if len(n.rooms) == roomsMax {
		return 0, fmt.Errorf("more than %d rooms in one partition", roomsMax)
	}
	n.rooms[name] = len(n.rooms)
	return n.rooms[name], nil
}

func (n *numbers) booking(name string) int32 {
	if _, known := n.bookings[name]; !known {
		n.bookings[name] = int32(len(n.bookings) + 1)
	}
	return n.bookings[name]
}

func parse(text []byte) (line, error) {
	var l line
	err := json.Unmarshal(text, &l)
	return l, err
}
