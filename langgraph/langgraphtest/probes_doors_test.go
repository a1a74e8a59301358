package langgraphtest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// someID is a user's ID as Supabase makes them.
const someID = "6f1c2f0e-5d0b-4d57-9f6f-0d7b1b0f6c11"

// forgedIn shows a token of user 1's that the attacker has signed, by another door.
func forgedIn(header, before string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		return w.leaked("", "GET", "/threads/"+w.thread, "", []string{header, before + w.provider.forge(w.t, "key")})
	}
}

// forgedOn shows it on a path, in a header or for $F in the URL, and looks no further than
// whether it is let in.
func forgedOn(method, path, body, header, before string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		ctx, cancel := context.WithTimeout(w.t.Context(), patience)
		defer cancel()
		forged := w.provider.forge(w.t, "key")
		at := strings.NewReplacer("$A", w.assistant, "$T", w.thread, "$F", forged).Replace(path)
		var headers []string
		if header != "" {
			headers = []string{header, before + forged}
		}
		res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(w.request(ctx, "", method, at, body, headers))
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	}
}

// forgedQuery shows it in the URL.
func forgedQuery(name string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		return w.leaked("", "GET", "/threads/"+w.thread+"?"+name+"="+w.provider.forge(w.t, "key"), "", nil)
	}
}

// getsIn is an answer to somebody who shows no more than a header.
func getsIn(header, value string) func(*world) bool {
	return gets("", "POST", "/threads", `{}`, header, value)
}

// headed: HEAD tells whether something is there.
func headed(w *world) bool {
	w.t.Helper()
	return w.as("", "HEAD", "/threads/"+w.thread, "").status == http.StatusOK
}

func encoded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// publishedSecret is a token that anybody can sign who has read FastAPI's tutorial.
func publishedSecret(w *world) bool {
	w.t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claimsOf(someID)).
		SignedString([]byte("09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"))
	return err == nil && getsIn("Authorization", "Bearer "+token)(w)
}

// undated is a forged token that has no end.
func undated(w *world) bool {
	w.t.Helper()
	claims := claimsOf(someID)
	delete(claims, "exp")
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("nobody's"))
	return err == nil && getsIn("Authorization", "Bearer "+token)(w)
}

// denialNames tells who has made the thread.
func denialNames(w *world) bool {
	w.t.Helper()
	return strings.Contains(w.as("two", "GET", "/threads/"+w.thread, "").text, "@example.com")
}

var doorProbes = []probe{
	{"a2a.forged", forgedOn("POST", "/a2a/$A", `{"jsonrpc":"2.0","id":1,"method":"nothing"}`, "Authorization", "Bearer ")},
	{"mcp.key", gets("", "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"ping"}`, "X-Api-Key", "anything")},
	{"stream.forged", forgedOn("GET", "/threads/$T/stream", "", "Authorization", "Bearer ")},
	{"stream.query", forgedOn("GET", "/threads/$T/stream?token=$F", "", "", "")},
	{"host.localhost", getsIn("Host", "localhost")},
	{"cookie.forged", forgedIn("Cookie", "access_token=")},
	{"cookie.guest", getsIn("Cookie", "session=anything")},
	{"cookie.id", getsIn("Cookie", "session="+someID)},
	{"query.forged", forgedQuery("access_token")},
	{"query.guest", gets("", "POST", "/threads?token=anything", `{}`)},
	{"query.id", gets("", "POST", "/threads?key="+someID, `{}`)},
	{"key.forged", forgedIn("X-Forwarded-Access-Token", "")},
	{"key.guest", getsIn("X-Api-Key", "anything")},
	{"key.id", getsIn("X-Api-Key", someID)},
	{"comma.forged", forgedIn("Authorization", "Bearer anything, Bearer ")},
	{"comma.guest", getsIn("Authorization", "Bearer anything, Bearer else")},
	{"comma.id", getsIn("Authorization", "Bearer anything, Bearer "+someID)},
	{"token.documentation", getsIn("Authorization", "Bearer user1-token")},
	{"token.id", getsIn("Authorization", "Bearer "+someID)},
	{"token.email", getsIn("Authorization", "Bearer user-1@example.com")},
	{"token.lookup", getsIn("Authorization", "Bearer e")},
	{"token.fastapi", publishedSecret},
	{"token.dev", getsIn("Authorization", "Bearer dev:"+someID)},
	{"cookie.session", getsIn("Cookie", "connect.sid="+encoded(`{"user":{"id":"`+someID+`"}}`))},
	{"proxy.docker", getsIn("X-Forwarded-For", "172.17.0.1")},
	{"proxy.original", leaks("", "GET", "/threads/$T", "", "X-Original-URI", "/ok")},
	{"proxy.userinfo", getsIn("X-Apigateway-Api-Userinfo", encoded(`{"sub":"`+someID+`"}`))},
	{"key.unset", leaks("", "GET", "/threads/$T", "", "X-Internal-Key", "")},
	{"origin.vite", getsIn("Origin", "http://localhost:5173")},
	{"view_as", leaks("two", "GET", "/threads/$T", "", "X-View-As", "user-1")},
	{"own.unverified", leaks("forged key", "GET", "/mine", "")},
	{"denial_names", denialNames},
	{"proxy.address", getsIn("X-Forwarded-For", "127.0.0.1")},
	{"proxy.user", getsIn("X-Auth-Request-User", someID)},
	{"proxy.email", getsIn("Cf-Access-Authenticated-User-Email", "user-1@example.com")},
	{"head", headed},
	{"switch.header", getsIn("X-E2E-Test", "1")},
	{"switch.query", gets("", "POST", "/threads?preview=true", `{}`)},
	{"switch.asset", gets("", "POST", "/threads?v=1.png", `{}`)},
	{"switch.method", getsIn("X-HTTP-Method-Override", "OPTIONS")},
	{"switch.agent", getsIn("User-Agent", "langgraph-sdk-py/0.2")},
	{"token.none", getsIn("Authorization", "Bearer None")},
	{"key.empty", getsIn("X-Service-Token", "")},
	{"key.lookup", getsIn("X-Api-Key", "e")},
	{"basic.email", getsIn("Authorization", "Basic "+encoded("user-1@example.com:x"))},
	{"scheme.id", getsIn("Authorization", "ApiKey "+someID)},
	{"token.encoded", getsIn("Authorization", "Bearer "+encoded(`{"sub":"`+someID+`"}`))},
	{"query.ticket", forgedQuery("ticket")},
	{"proxy.authorization", forgedIn("Proxy-Authorization", "Bearer ")},
	{"proxy.certificate", getsIn("X-SSL-Client-S-DN", "CN=user-1@example.com")},
	{"proxy.consumer", getsIn("X-Consumer-Custom-Id", someID)},
	{"as.query", leaks("two", "GET", "/threads/$T?impersonate=user-1", "")},
	{"as.cookie", leaks("two", "GET", "/threads/$T", "", "Cookie", "impersonate=user-1")},
	{"as.sudo", leaks("two", "GET", "/threads/$T", "", "Sudo", "user-1")},
	{"token.undated", undated},
	{"url_ends", leaks("", "GET", "/threads/$T?x=/ok", "")},
}

// laterPage is user 2 looking past the first thing with user 1's tag.
func laterPage(path string, create func(*world) string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		create(w) // with the one that every world has, there is a second page
		return w.leaked("two", "POST", path, `{"offset":1,"metadata":{"tag":"`+secret+`"}}`, nil)
	}
}

// namespacesEnding is user 2 asking for namespaces by their last label.
func namespacesEnding(w *world) bool {
	w.t.Helper()
	return w.lists(`{"suffix":["box"]}`)
}

// theOtherWay is user 1 reading a thread of user 2's.
func theOtherWay(w *world) bool {
	w.t.Helper()
	var made struct {
		ID string `json:"thread_id"`
	}
	_ = json.Unmarshal([]byte(w.as("two", "POST", "/threads", `{}`).text), &made)
	return made.ID != "" && w.as("one", "GET", "/threads/"+made.ID, "").status == http.StatusOK
}

var listProbes = []probe{
	{"the_other_way", theOtherWay},
	{"threads.search_page", laterPage("/threads/search", (*world).aThread)},
	{"threads.search_select", leaks("two", "POST", "/threads/search", `{"select":["metadata"],"metadata":{"tag":"`+secret+`"}}`)},
	{"assistants.search_page", laterPage("/assistants/search", (*world).newAssistant)},
	{"store.search_root", leaks("two", "POST", "/store/items/search", `{"namespace_prefix":[]}`)},
	{"store.namespaces_suffix", namespacesEnding},
}
