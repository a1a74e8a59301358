package signup

import (
	"crypto/rand"
	"math/big"
	"strings"
	"unicode"
)

// newPassword has all kinds of characters that a project can ask for, and 20
// random ones: about 100 bits.
func newPassword() string {
	const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	for {
		var b strings.Builder
		for i := range 20 {
			if i > 0 && i%5 == 0 {
				b.WriteByte('-')
			}
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
			if err != nil {
				panic(err) // never fails since Go 1.24
			}
			b.WriteByte(letters[n.Int64()])
		}
		text := b.String()
		if strings.ContainsFunc(text, unicode.IsLower) && strings.ContainsFunc(text, unicode.IsUpper) && strings.ContainsFunc(text, unicode.IsDigit) {
			return text
		}
	}
}
