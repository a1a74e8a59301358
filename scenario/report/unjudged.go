package report

import (
	"fmt"
	"strings"

	"authcheck/scenario/result"
)

// unjudged is a documented operation that was not judged, and the reason.
type unjudged struct{ Operation, Why string }

// notJudged lists what the server documents and no verdict is about. Where the list was
// cut, its last entry says how much.
func notJudged(s result.Summary) []unjudged {
	var list []unjudged
	for _, told := range s.NotJudged {
		operation, why, _ := strings.Cut(told, ": ")
		list = append(list, unjudged{operation, why})
	}
	return list
}

// numberNotJudged is how many that are, however many of them are listed. Where only some
// checks were asked for, nothing is listed, nor is it counted.
func numberNotJudged(s result.Summary) int {
	if len(s.NotJudged) == 0 {
		return 0
	}
	return s.Coverage.Documented - s.Coverage.Tested
}

// someNotJudged says so in a sentence without its full stop; "" where everything was judged.
func someNotJudged(s result.Summary) string {
	switch n := numberNotJudged(s); n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("1 of %d documented operations was not judged", s.Coverage.Documented)
	default:
		return fmt.Sprintf("%d of %d documented operations were not judged", n, s.Coverage.Documented)
	}
}
