package wording

// DidYouMean is a hint that names the word of a list that was meant; without any like it,
// the other hint.
func DidYouMean(name string, words []string, otherwise string) string {
	if like := Closest(name, words); like != "" {
		return "did you mean " + like + "?"
	}
	return otherwise
}

// Closest is the word of a list that name was meant to be: it differs by a letter in
// three at most, and never by more than two, or it goes on where name ends, which may
// differ as much where it is long enough.
func Closest(name string, words []string) string {
	best, least := "", min(3, (len(name)+1)/3+1)
	for _, word := range words {
		if d := distance(name, word); d < least {
			best, least = word, d
		}
	}
	if best != "" || len(name) < 3 {
		return best
	}
	if len(name) < 5 {
		least = 1
	}
	for _, word := range words {
		for n := len(name) - 1; n <= min(len(name)+1, len(word)); n++ {
			if d := distance(name, word[:n]); d < least {
				best, least = word, d
			}
		}
	}
	return best
}

// distance counts the letters to add, drop, change or swap with the next between two words.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			rows[i][j] = min(change, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
