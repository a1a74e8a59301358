package langgraphtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
)

// cookieFlaws are sessions of a module's own making.
var cookieFlaws = []Flaw{
	{Name: "own-cookie-trusted", Summary: "the server sets a cookie that says who was here, and believes it where there is no token",
		edit: ownCookie(notebookCookie, byNotebook, false)},
	{Name: "own-cookie-first", Summary: "the server sets a cookie that says who was here, and believes it before the token",
		edit: ownCookie(notebookCookie, byNotebook, true)},
}

// cookieVariants are sound.
var cookieVariants = []Flaw{
	{Name: "own-cookie-signed", Summary: "the server sets a cookie that says who was here, with a signature", Sound: true,
		edit: ownCookie(func(u *user) string { return notebookCookie(u) + "." + signed(notebookCookie(u)) }, func(text string) (*user, error) {
			payload, signature, _ := strings.Cut(text, ".")
			if !hmac.Equal([]byte(signature), []byte(signed(payload))) {
				return nil, errNotAccepted
			}
			return byNotebook(payload)
		}, false)},
	{Name: "own-cookie-ignored", Summary: "the server sets a cookie that says who was here, for its page alone", Sound: true,
		edit: ownCookie(func(u *user) string { return u.identity }, func(string) (*user, error) { return nil, errNotAccepted }, false)},
}

// memoryVariants are sound.
var memoryVariants = []Flaw{
	{Name: "graph-caches-own-answers", Summary: "a node says who asks, and its answers are kept by user and question", Sound: true, edit: remember("answers of each")},
}

// ownCookie sets a cookie for whoever is let in, and takes it for a login; first, or where
// there is no other.
func ownCookie(make func(*user) string, accept provider, first bool) func(*module, Options) {
	return func(m *module, _ Options) {
		login := m.authenticate
		m.authenticate = func(req *http.Request) (*user, error) {
			u, err := login(req)
			if brought := cookieOf(req, "notebook"); brought != "" && (first || err != nil) {
				if known, refused := accept(brought); refused == nil {
					return known, nil
				}
			}
			return u, err
		}
		m.adorns = func(c *call) {
			http.SetCookie(c.w, &http.Cookie{Name: "notebook", Value: make(c.user), Path: "/", HttpOnly: true})
			http.SetCookie(c.w, &http.Cookie{Name: "language", Value: "en", Path: "/"})
		}
	}
}

func notebookCookie(u *user) string {
	text, _ := json.Marshal(object{"v": 1, "user": object{"id": u.identity}})
	return base64.RawURLEncoding.EncodeToString(text)
}

func byNotebook(text string) (*user, error) {
	var session struct{ User struct{ ID string } }
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(plain, &session) != nil || session.User.ID == "" {
		return nil, errNotAccepted
	}
	return &user{identity: session.User.ID}, nil
}

func signed(text string) string {
	mac := hmac.New(sha256.New, []byte("the module's own"))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}
