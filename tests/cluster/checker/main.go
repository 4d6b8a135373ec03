// Command checker says whether histories of facility-days are linearizable.
//
// It reads one operation a line (JSON, see line) on stdin and writes one JSON report. It ends with 0 when every
// partition is linearizable, 1 when one is not or none could tell in time, 2 when the input cannot be read. The search
// is porcupine's; nothing here knows the code under test.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"sort"
	"time"

	"github.com/anishathalye/porcupine"
)

const never = math.MaxInt64

// bad is a partition that is not linearizable, cut to the shortest beginning that already is not.
type bad struct {
	Partition  string `json:"partition"`
	Operations int    `json:"operations"`
	Beginning  []line `json:"beginning"`
}

type report struct {
	Linearizable bool     `json:"linearizable"`
	Partitions   int      `json:"partitions"`
	Operations   int      `json:"operations"`
	Unknown      int      `json:"unknown"`
	Smallest     *bad     `json:"smallest"`
	Bad          []string `json:"bad"`
	Undecided    []string `json:"undecided"`
}

func main() {
	patience := flag.Duration("timeout", 60*time.Second, "how long one partition may take")
	flag.Parse()
	partitions, err := read()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	found, err := check(partitions, *patience)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	_ = json.NewEncoder(os.Stdout).Encode(found)
	if !found.Linearizable {
		os.Exit(1)
	}
}

func read() (map[string][]line, error) {
	partitions := map[string][]line{}
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(nil, 16*1024*1024)
	for number := 1; scanner.Scan(); number++ {
		l, err := parse(scanner.Bytes())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		partitions[l.Partition] = append(partitions[l.Partition], l)
	}
	return partitions, scanner.Err()
}

func check(partitions map[string][]line, patience time.Duration) (report, error) {
	found := report{Linearizable: true, Partitions: len(partitions), Bad: []string{}, Undecided: []string{}}
	for name, lines := range partitions {
		found.Operations += len(lines)
		for _, l := range lines {
			if l.Outcome == "unknown" {
				found.Unknown++
			}
		}
		result, err := verdict(lines, patience)
		if err != nil {
			return found, fmt.Errorf("%s: %w", name, err)
		}
		switch result {
		case porcupine.Illegal:
			found.Bad = append(found.Bad, name)
			if found.Smallest == nil || len(lines) < found.Smallest.Operations {
				found.Smallest = &bad{Partition: name, Operations: len(lines)}
			}
		case porcupine.Unknown:
			found.Undecided = append(found.Undecided, name)
		}
	}
	sort.Strings(found.Bad)
	sort.Strings(found.Undecided)
	found.Linearizable = len(found.Bad)+len(found.Undecided) == 0
	if found.Smallest != nil {
		found.Smallest.Beginning = shortest(partitions[found.Smallest.Partition], patience)
	}
	return found, nil
}

func verdict(lines []line, patience time.Duration) (porcupine.CheckResult, error) {
	names := &numbers{rooms: map[string]int{}, bookings: map[string]int32{}}
	history := make([]porcupine.Operation, 0, len(lines))
	for number, l := range lines {
		operation, err := names.operation(l, number)
		if err != nil {
			return porcupine.Unknown, err
		}
		history = append(history, operation)
	}
	return porcupine.CheckOperationsTimeout(model, history, patience), nil
}

// shortest cuts a history after the first return that cannot be explained. Every beginning of a linearizable history
// is linearizable (what had no answer by then has an unknown outcome), so the cut is found by halving.
func shortest(lines []line, patience time.Duration) []line {
	var returns []int64
	for _, l := range lines {
		if l.Return != nil {
			returns = append(returns, *l.Return)
		}
	}
	sort.Slice(returns, func(a, b int) bool { return returns[a] < returns[b] })
	first := sort.Search(len(returns), func(n int) bool {
		result, err := verdict(until(lines, returns[n]), patience)
		return err == nil && result == porcupine.Illegal
	})
	if first == len(returns) {
		return lines
	}
	return until(lines, returns[first])
}

func until(lines []line, at int64) []line {
	var kept []line
	for _, l := range lines {
		if l.Invoke > at {
			continue
		}
		if l.Return != nil && *l.Return > at {
			l.Return, l.Outcome = nil, "unknown"
		}
		kept = append(kept, l)
	}
	sort.Slice(kept, func(a, b int) bool { return kept[a].Invoke < kept[b].Invoke })
	return kept
}
