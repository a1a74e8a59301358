package probe

import (
	"maps"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"authcheck/scenario/catalog"
	"authcheck/supabase"
)

// forgery is a token that nobody signed who may sign, in one or more variants; missing
// says why there is none.
type forgery struct {
	tokens  []string
	missing string
}

// forging is what tokens are forged from: user 1's real claims, and what everybody knows.
type forging struct {
	one, two string
	claims   jwt.MapClaims
	header   map[string]any
	keys     []supabase.JWK // the provider's public ones
	places                  // where keys are published
}

// forge makes tokens out of user 1's real claims that a server must refuse, by kind.
func forge(one, two string, keys []supabase.JWK, at places) map[catalog.TokenKind]forgery {
	f := forging{one: one, two: two, keys: keys, places: at}
	var ok bool
	f.claims, f.header, ok = supabase.Claims(one)
	forged := map[catalog.TokenKind]forgery{}
	if ok && prolonged(f.claims) {
		f.one = signed(jwt.SigningMethodNone, f.claims, f.header, jwt.UnsafeAllowNoneSignatureType)
	}
	for kind, make := range forgers {
		if !ok {
			forged[kind] = forgery{missing: "the tokens are no JWTs: nothing to forge"}
			continue
		}
		forged[kind] = make(f)
	}
	return forged
}

// forgers make the tokens of a kind.
var forgers = map[catalog.TokenKind]func(forging) forgery{
	catalog.ForgedNone:        forging.unsigned,
	catalog.ForgedKey:         func(f forging) forgery { return tokens(f.wrongKey()) },
	catalog.ForgedPayload:     forging.swapped,
	catalog.ForgedConfused:    forging.confused,
	catalog.ForgedConfusedOdd: forging.confusedOdd,
	catalog.ForgedFamily:      forging.families,
	catalog.ForgedUnsigned:    forging.unverified,
	catalog.ForgedBrought:     forging.brought,
	catalog.ForgedAddress:     forging.addressed,
	catalog.ForgedLetter:      func(f forging) forgery { return tokens(f.wrongKey()+"é", f.wrongKey()+"\tx") },
	catalog.ForgedIssuer:      forging.alikeIssuers,
	catalog.ForgedFile:        func(f forging) forgery { return tokens(f.withKeyID(noFile, "")) },
	catalog.ForgedPublished:   forging.published,
	catalog.ForgedUndated:     forging.undated,
	catalog.ForgedOdd:         forging.odd,
	catalog.ForgedBehind:      func(f forging) forgery { return tokens(f.two + ", Bearer " + f.wrongKey()) },
	catalog.ForgedAhead:       func(f forging) forgery { return tokens(f.wrongKey() + ", Bearer " + f.two) },
}

func tokens(list ...string) forgery { return forgery{tokens: list} }

// prolonged puts off the end of claims that would end during the run: what is
// refused for its age says nothing about forgeries.
func prolonged(claims jwt.MapClaims) bool {
	soon := time.Now().Add(time.Hour / 4)
	end, err := claims.GetExpirationTime()
	if err != nil || end == nil || end.After(soon) {
		return false
	}
	claims["exp"] = soon.Add(time.Hour).Unix()
	return true
}

func (f forging) unsigned() forgery {
	return tokens(signed(jwt.SigningMethodNone, f.claims, f.header, jwt.UnsafeAllowNoneSignatureType))
}

// swapped has user 1's claims under user 2's signature.
func (f forging) swapped() forgery {
	a, b := strings.Split(f.one, "."), strings.Split(f.two, ".")
	if len(a) != 3 || len(b) != 3 {
		return forgery{missing: "user 2's token is no JWT"}
	}
	return tokens(b[0] + "." + a[1] + "." + b[2])
}

// signed signs with the real token's header, but for the algorithm.
func signed(method jwt.SigningMethod, claims jwt.MapClaims, header map[string]any, key any) string {
	token := jwt.NewWithClaims(method, claims)
	for _, name := range []string{"kid", "typ"} {
		if value, ok := header[name]; ok {
			token.Header[name] = value
		}
	}
	text, err := token.SignedString(key)
	if err != nil {
		return ""
	}
	return text
}

// signedWith is signed with more in the header.
func (f forging) signedWith(method jwt.SigningMethod, more map[string]any, key any) string {
	token := jwt.NewWithClaims(method, f.claims)
	maps.Copy(token.Header, more)
	text, err := token.SignedString(key)
	if err != nil {
		return ""
	}
	return text
}

// algorithm of the real tokens.
func (f forging) algorithm() string {
	alg, _ := f.header["alg"].(string)
	return alg
}

// wrongKey signs with the algorithm of the real token, so that only the key is wrong: some
// servers compare the algorithm, and verify nothing.
func (f forging) wrongKey() string {
	method := jwt.GetSigningMethod(f.algorithm())
	if method == nil || method == jwt.SigningMethodNone {
		method = jwt.SigningMethodHS256
	}
	return signed(method, f.claims, f.header, ownKeys().fitting(method))
}

// families sign with own keys by the algorithms that the provider does not use: a token
// that says so is verified nowhere in some code.
func (f forging) families() forgery {
	own := ownKeys()
	var list []string
	for _, family := range []struct {
		method jwt.SigningMethod
		key    any
	}{
		{jwt.SigningMethodHS256, ownSecret}, {jwt.SigningMethodRS256, own.rsa}, {jwt.SigningMethodES256, own.ec}, {jwt.SigningMethodEdDSA, own.ed},
	} {
		if family.method.Alg() != f.algorithm() {
			list = append(list, signed(family.method, f.claims, f.header, family.key))
		}
	}
	return tokens(list...)
}

// unverified are the real claims with no signature after the last full stop, and a
// service key that the provider never made.
func (f forging) unverified() forgery {
	service := maps.Clone(f.claims)
	service["role"] = "service_role"
	return tokens(f.one[:strings.LastIndex(f.one, ".")+1], signed(jwt.SigningMethodHS256, service, f.header, ownSecret))
}

// undated is a token as the ones that were given before the signatures, and for ever.
func (f forging) undated() forgery {
	old := maps.Clone(f.claims)
	delete(old, "exp")
	old["iat"] = time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	before := f
	before.claims = old
	return tokens(before.wrongKey())
}

// odd are rarer mistakes: other ways to write "none", further algorithms, a known file,
// no ID of a key.
func (f forging) odd() forgery {
	own := ownKeys()
	none := signed(jwt.SigningMethodNone, f.claims, f.header, jwt.UnsafeAllowNoneSignatureType)
	list := []string{none + f.one[strings.LastIndex(f.one, ".")+1:]}
	for _, word := range []string{"None", "NONE", "nOnE", ""} {
		list = append(list, renamed(none, word))
	}
	return tokens(append(list,
		signed(jwt.SigningMethodPS256, f.claims, f.header, own.rsa),
		signed(jwt.SigningMethodHS512, f.claims, f.header, ownSecret),
		f.withKeyID(knownFile, "2\n"), f.withKeyID("", ""), f.withKeyID(f.header["kid"], ""))...)
}

// altered is a token with another end: another signature where it is a JWT, else another
// second half. A cache that knows a token by how it begins takes it for the same.
func altered(token string) string {
	begin := len(token) / 2
	if parts := strings.Split(token, "."); len(parts) == 3 {
		begin = len(token) - len(parts[2])/2 - 1
	}
	end := []byte(token[begin:])
	for i, c := range end {
		switch {
		case c >= 'a' && c < 'z', c >= 'A' && c < 'Z', c >= '0' && c < '9':
			end[i] = c + 1
		case c == 'z' || c == 'Z' || c == '9':
			end[i] = 'b'
		}
	}
	return token[:begin] + string(end)
}
