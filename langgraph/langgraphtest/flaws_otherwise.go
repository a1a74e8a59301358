package langgraphtest

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// otherwiseFlaws take a request that is written otherwise for another one, or what the client
// says for what they have written themselves.
var otherwiseFlaws = []Flaw{
	{Name: "sphere-trusted", Summary: "the owner is the sphere that a header names, else the user",
		edit: func(m *module, o Options) {
			impersonated(func(req *http.Request) string { return req.Header.Get("X-Sphere") })(m, o)
			m.on = m.on.with(handlers{"*": ownedAs("sphere")})
		}},
	{Name: "subdomain-trusted", Summary: "the owner is the first label of the server's name",
		edit: impersonated(func(req *http.Request) string {
			if label, _, ok := strings.Cut(req.Host, ".localhost"); ok {
				return label
			}
			return ""
		})},
	{Name: "letters-fail-open", Summary: "where a token can't be sent to the provider, it is decoded",
		edit: orBelieve(func(token string) (*user, error) {
			if !strings.ContainsFunc(token, func(c rune) bool { return c > 127 }) {
				return nil, errNotAccepted
			}
			return believe(token[:strings.LastIndex(token, ".")+1], "") // who decodes looks at no signature
		})},
	{Name: "issuer-by-prefix", Summary: "keys come from the issuer, whose address begins like the provider's",
		edit: acceptTokens(func(o Options, accept provider) provider {
			return orTry(accept, func(token string) (*user, error) {
				return verified(token, func(parsed *jwt.Token) (any, error) {
					issuer, _ := parsed.Claims.GetIssuer()
					if o.SupabaseURL == "" || !strings.HasPrefix(issuer, o.SupabaseURL) {
						return nil, errNotAccepted
					}
					parsed.Header["jku"] = issuer + "/.well-known/jwks.json"
					return fetchedKey(parsed)
				})
			})
		})},
	{Name: "path-resolved-late", Summary: "a proxy lets in what begins like what is public, and then resolves the path",
		edit: func(m *module, _ Options) {
			m.exemptPath = func(req *http.Request) bool {
				return slices.ContainsFunc(publicPlaces, func(place string) bool { return strings.HasPrefix(req.RequestURI, place) })
			}
			m.front = func(behind http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
					req.URL.Path, req.URL.RawPath = path.Clean(req.URL.Path), ""
					behind.ServeHTTP(w, req)
				})
			}
		}},
	{Name: "connection-names-user", Summary: "a proxy takes away X-User-Id after it has set it, where Connection names it; who has none is the system",
		edit: func(m *module, _ Options) {
			for key, decide := range m.on {
				m.on = m.on.with(handlers{key: func(u *user, value object, asked *http.Request) (filter, error) {
					if strings.Contains(strings.Join(asked.Header.Values("Connection"), ","), "X-User-Id") {
						return nil, nil
					}
					return decide(u, value, asked)
				}})
			}
		}},
	{Name: "text-unfiltered", Summary: "a proxy writes the filter into searches that are JSON, and the handler adds none", edit: unfiltered(func(_ object, asked *http.Request) bool {
		return strings.HasPrefix(asked.Header.Get("Content-Type"), "text/")
	})},
	{Name: "export-unfiltered", Summary: "searches for a thousand are the nightly export's", edit: unfiltered(func(value object, _ *http.Request) bool {
		limit, _ := value["limit"].(int)
		return limit >= 1000
	})},
	{Name: "debug-sees-all", Summary: "whoever has a login sees everything with ?debug=1",
		edit: func(m *module, _ Options) {
			decide := m.on["*"]
			m.on = m.on.with(handlers{"threads.read": func(u *user, value object, asked *http.Request) (filter, error) {
				if asked.URL.Query().Get("debug") == "1" {
					return nil, nil
				}
				return decide(u, value, asked)
			}})
		}},
	{Name: "key-of-address", Summary: "the key of earlier clients is the MD5 of the address", edit: keyOfAddress},
	{Name: "once-for-all", Summary: "answers are kept by the Idempotency-Key alone",
		edit: keepAnswers(func(req *http.Request) string { return req.Header.Get("Idempotency-Key") }, 1)},
	{Name: "assets-cached", Summary: "answers to URLs that end with .css are kept, when they were asked for thrice",
		edit: keepAnswers(assetOf, 3)},
	{Name: "reads-in-flight-shared", Summary: "whoever reads a thread while two others do is given the answer to the first", edit: shareReads},
	{Name: "headers-to-graph", Summary: "the graph reads the user's ID from a header that it is handed", edit: remember("header")},
}

// otherwiseVariants are alike, and sound.
var otherwiseVariants = []Flaw{
	{Name: "sphere-kept", Summary: "the owner is called the sphere, and is the user whatever a header names", Sound: true,
		edit: func(m *module, _ Options) { m.on = m.on.with(handlers{"*": ownedAs("sphere")}) }},
	{Name: "path-resolved-early", Summary: "a proxy resolves the path, and then lets in what begins with /public/", Sound: true,
		edit: func(m *module, _ Options) {
			m.exemptPath = func(req *http.Request) bool { return strings.HasPrefix(req.URL.Path, "/public/") }
			m.front = func(behind http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
					req.URL.Path, req.URL.RawPath = path.Clean(req.URL.Path), ""
					behind.ServeHTTP(w, req)
				})
			}
		}},
	{Name: "once-for-each", Summary: "answers are kept by the Idempotency-Key and who asks, and those to GET by both and the URL", Sound: true,
		edit: keepAnswers(func(req *http.Request) string {
			if key := req.Header.Get("Idempotency-Key"); key != "" {
				return key + req.Header.Get("Authorization")
			}
			if asset := assetOf(req); asset != "" {
				return asset + req.Header.Get("Authorization")
			}
			return ""
		}, 1)},
	{Name: "other-names-refused", Summary: "a name of the server that it does not know is refused by a page, and so is what is no JSON", Sound: true,
		edit: func(m *module, _ Options) {
			m.front = func(behind http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
					at, _, _ := strings.Cut(req.Host, ":")
					kind := req.Header.Get("Content-Type")
					switch {
					case strings.Contains(at, ".localhost"):
						w.Header().Set("Content-Type", "text/html")
						w.WriteHeader(http.StatusNotFound)
					case strings.HasPrefix(kind, "text/"):
						w.WriteHeader(http.StatusUnsupportedMediaType)
					default:
						behind.ServeHTTP(w, req)
					}
				})
			}
		}},
}

// publicPlaces need no login.
var publicPlaces = []string{"/public/", "/ok/", "/docs/", "/static/"}

func assetOf(req *http.Request) string {
	if req.Method != http.MethodGet || !strings.HasSuffix(req.RequestURI, ".css") {
		return ""
	}
	return req.RequestURI
}

// ownedAs is ownerOnly under another name.
func ownedAs(name string) handler {
	return func(u *user, value object, _ *http.Request) (filter, error) {
		metadata, _ := value["metadata"].(object)
		if metadata == nil {
			metadata = object{}
			value["metadata"] = metadata
		}
		metadata[name] = u.identity
		return filter{name: u.identity}, nil
	}
}

// unfiltered has some searches for threads find everything.
func unfiltered(which func(object, *http.Request) bool) func(*module, Options) {
	return func(m *module, _ Options) {
		decide := m.on.find("threads", "search")
		m.on = m.on.with(handlers{"threads.search": func(u *user, value object, asked *http.Request) (filter, error) {
			if which(value, asked) {
				return nil, nil
			}
			return decide(u, value, asked)
		}})
	}
}

// orTry accepts what is verified otherwise, too.
func orTry(accept, other provider) provider {
	return func(token string) (*user, error) {
		if u, err := accept(token); err == nil {
			return u, nil
		}
		return other(token)
	}
}

// keyOfAddress lets in who brings the hash of the address of somebody who was there before.
func keyOfAddress(m *module, _ Options) {
	var known sync.Map
	login := m.authenticate
	m.authenticate = func(req *http.Request) (*user, error) {
		if u, ok := known.Load(req.Header.Get("X-Api-Key")); ok {
			return u.(*user), nil
		}
		u, err := login(req)
		if err == nil {
			sum := md5.Sum([]byte(u.email))
			known.Store(hex.EncodeToString(sum[:]), u)
		}
		return u, err
	}
}

// keepAnswers keeps the good answers to what has a key, from so many on.
func keepAnswers(key func(*http.Request) string, from int) func(*module, Options) {
	return func(m *module, _ Options) {
		var mu sync.Mutex
		kept, asked := map[string]*httptest.ResponseRecorder{}, map[string]int{}
		m.front = func(behind http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				name := key(req)
				if name == "" {
					behind.ServeHTTP(w, req)
					return
				}
				mu.Lock()
				answer := kept[name]
				mu.Unlock()
				if answer == nil {
					answer = httptest.NewRecorder()
					answer.Body = new(bytes.Buffer)
					behind.ServeHTTP(answer, req)
					mu.Lock()
					if asked[name]++; answer.Code == http.StatusOK && asked[name] >= from {
						kept[name] = answer
					}
					mu.Unlock()
				}
				for header, values := range answer.Header() {
					w.Header()[header] = values
				}
				w.WriteHeader(answer.Code)
				_, _ = w.Write(answer.Body.Bytes())
			})
		}
	}
}

// inFlight is how long a read takes that others share.
const inFlight = 15 * time.Millisecond

// shareReads has one read of a thread answer all that are under way, the second apart.
func shareReads(m *module, _ Options) {
	type read struct {
		answer *httptest.ResponseRecorder
		done   chan struct{}
		asked  int
	}
	var mu sync.Mutex
	flying := map[string]*read{}
	m.front = func(behind http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			at := strings.TrimPrefix(req.RequestURI, "/threads/")
			if req.Method != http.MethodGet || len(at) != 36 {
				behind.ServeHTTP(w, req)
				return
			}
			mu.Lock()
			r := flying[at]
			first := r == nil
			if first {
				r = &read{answer: httptest.NewRecorder(), done: make(chan struct{})}
				flying[at] = r
			}
			r.asked++
			second := r.asked == 2
			mu.Unlock()
			if second {
				behind.ServeHTTP(w, req)
				return
			}
			if first {
				behind.ServeHTTP(r.answer, req)
				time.Sleep(inFlight)
				mu.Lock()
				delete(flying, at)
				mu.Unlock()
				close(r.done)
			}
			<-r.done
			for header, values := range r.answer.Header() {
				w.Header()[header] = values
			}
			w.WriteHeader(r.answer.Code)
			_, _ = w.Write(r.answer.Body.Bytes())
		})
	}
}
