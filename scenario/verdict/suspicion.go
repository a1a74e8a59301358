package verdict

import (
	"strings"

	"authcheck/scenario/phrase"
)

// tokenRefused is the code where user 1's own token is no login for the server.
const tokenRefused = "token-refused"

// sentAs says where a token was sent: some servers look elsewhere.
const sentAs = " It was sent as Authorization: Bearer and nowhere else; --header adds a header for all users, as a gateway in front may want"

// suspicion says what may be wrong with a token that is refused: its time, or where it is from.
func (c *court) suspicion() string {
	issuer := ""
	if len(c.Facts.Users) > 0 {
		issuer = c.Facts.Users[0].Issuer
	}
	switch {
	case len(c.Clocks) > 0:
		return phrase.Capital(strings.Join(c.Clocks, ", and "))
	case issuer != "":
		return "The token is of " + issuer + ": is that the provider that the server asks?" + sentAs
	}
	return "Does the server accept tokens of this provider?" + sentAs
}
