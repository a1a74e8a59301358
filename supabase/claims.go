package supabase

import (
	"errors"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// maxToken bounds what is taken for a JWT, in bytes: no server reads headers as long.
const maxToken = 64 << 10

// Claims reads what a JWT says and its header; nothing is verified, any algorithm and
// any signature will do. What is no JWT says nothing, and ok is false.
func Claims(token string) (claims jwt.MapClaims, header map[string]any, ok bool) {
	if len(token) > maxToken {
		return nil, nil, false
	}
	unsigned := token[:strings.LastIndex(token, ".")+1]
	claims = jwt.MapClaims{}
	parsed, _, err := jwt.NewParser(jwt.WithPaddingAllowed()).ParseUnverified(unsigned, claims)
	if err != nil && !errors.Is(err, jwt.ErrTokenUnverifiable) {
		return nil, nil, false
	}
	return claims, parsed.Header, true
}

// text is a claim that is text, else "".
func text(claims jwt.MapClaims, name string) string {
	said, _ := claims[name].(string)
	return said
}
