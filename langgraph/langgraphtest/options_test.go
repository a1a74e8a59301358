package langgraphtest

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

// TestOpenAPI: the document lists the operations of the real server's, no more.
func TestOpenAPI(t *testing.T) {
	data, err := os.ReadFile("testdata/operations.txt")
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for line := range strings.Lines(string(data)) {
		want = append(want, strings.Join(strings.Fields(line), " "))
	}
	var document struct {
		Paths map[string]map[string]any
	}
	send(t, start(t, ""), "", "GET", "/openapi.json", "").decode(t, &document)
	for path, methods := range document.Paths {
		for method := range methods {
			got = append(got, strings.ToUpper(method)+" "+path)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-real +got):\n%s", diff)
	}
}

// TestCrashDropsConnection: after a 500 the connection is gone, unannounced.
func TestCrashDropsConnection(t *testing.T) {
	server := start(t, "tutorial-as-published")
	conn, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET /threads/x HTTP/1.1\r\nHost: x\r\n\r\n")
	reader := bufio.NewReader(conn)
	res, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 500 || res.Close {
		t.Errorf("got %d, announced as the last: %v; want a plain 500", res.StatusCode, res.Close)
	}
	if _, err := reader.Discard(len("Internal Server Error")); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := reader.ReadByte(); err == nil || os.IsTimeout(err) {
		t.Errorf("the connection goes on: %v", err)
	}
}

func TestLatency(t *testing.T) {
	server, err := Start(Options{Latency: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	began := time.Now()
	send(t, server, "", "GET", "/ok", "")
	if took := time.Since(began); took < 50*time.Millisecond {
		t.Errorf("took %v, want 50ms at least", took)
	}
}

func TestListen(t *testing.T) {
	server := start(t, "")
	address := strings.TrimPrefix(server.URL, "http://")
	if _, err := Start(Options{Listen: address}); err == nil || !strings.HasPrefix(err.Error(), "start server: listen tcp ") {
		t.Errorf("an address in use: got %v", err)
	}
	server.Close()
	server.Close()
	again, err := Start(Options{Listen: address})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.URL != server.URL {
		t.Errorf("got %s, want %s", again.URL, server.URL)
	}
}

// TestListenEverywhere: the URL is one that can be connected to.
func TestListenEverywhere(t *testing.T) {
	server, err := Start(Options{Listen: ":0"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if !strings.HasPrefix(server.URL, "http://127.0.0.1:") {
		t.Errorf("got %s", server.URL)
	}
	if got := send(t, server, "", "GET", "/ok", ""); got.status != 200 {
		t.Errorf("got %d, want 200", got.status)
	}
}

func TestPathPrefix(t *testing.T) {
	server := start(t, "path-prefix")
	if !strings.HasSuffix(server.URL, "/lg") {
		t.Errorf("URL %s has no prefix", server.URL)
	}
	res, err := http.Get(strings.TrimSuffix(server.URL, "/lg") + "/ok")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 404 {
		t.Errorf("outside the prefix: got %d, want 404", res.StatusCode)
	}
}

// TestLocalJWT: checking tokens by oneself, with a secret and with public keys.
func TestLocalJWT(t *testing.T) {
	t.Parallel()
	provider := startProvider(t)
	shared := strings.Repeat("s", 32)
	secretToken := func(edit func(jwt.MapClaims)) string {
		claims := claimsOf("user-1")
		edit(claims)
		return signWith(t, jwt.SigningMethodHS256, []byte(shared), claims)
	}
	good := secretToken(func(jwt.MapClaims) {})
	expired := secretToken(func(claims jwt.MapClaims) { claims["exp"] = float64(1) })
	anonymous := secretToken(func(claims jwt.MapClaims) { delete(claims, "sub"); claims["role"] = "anon" })
	byPublicKey := Options{SupabaseURL: provider.URL, APIKey: projectKey}
	bySecret := Options{JWTSecret: shared}
	for _, test := range []struct {
		name, flaw, token string
		options           Options
		status            int
	}{
		{"secret", "local-jwt", good, bySecret, 200},
		{"secret, another's signature", "local-jwt", good[:len(good)-4] + "AAAA", bySecret, 401},
		{"secret, expired", "local-jwt", expired, bySecret, 401},
		{"secret, nobody", "local-jwt", anonymous, bySecret, 401},
		{"secret, no token", "local-jwt", "garbage", bySecret, 401},
		{"secret, public key's token", "local-jwt", provider.tokens["one"], bySecret, 401},
		{"secret, expired accepted", "expired-accepted", expired, bySecret, 200},
		{"secret, anon key accepted", "anon-key-accepted", anonymous, bySecret, 200},
		{"public key", "local-jwt", provider.tokens["one"], byPublicKey, 200},
		{"public key, forged", "local-jwt", provider.forge(t, "key"), byPublicKey, 401},
		{"public key, confused", "local-jwt", provider.forge(t, "confused"), byPublicKey, 401},
		{"public key, secret's token", "local-jwt", good, byPublicKey, 401},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.options.Flaw = test.flaw
			server, err := Start(test.options)
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			if got := send(t, server, "Bearer "+test.token, "POST", "/threads", `{}`); got.status != test.status {
				t.Errorf("got %d, want %d: %s", got.status, test.status, got.text)
			}
		})
	}
}

// TestProviderUnreachable: who cannot be asked has accepted nobody.
func TestProviderUnreachable(t *testing.T) {
	for flaw, want := range map[string]string{"": `{"detail":"Invalid token"}`, "tutorial-as-published": `{"detail":""}`} {
		server, err := Start(Options{SupabaseURL: "http://127.0.0.1:1", Flaw: flaw})
		if err != nil {
			t.Fatal(err)
		}
		got := send(t, server, "Bearer token", "POST", "/threads", `{}`)
		if got.status != 401 || got.text != want {
			t.Errorf("flaw %q: got %d %s, want 401 %s", flaw, got.status, got.text, want)
		}
		server.Close()
	}
}

// TestCrashAfterLargeBody: the answer arrives although nobody reads the request.
func TestCrashAfterLargeBody(t *testing.T) {
	server := start(t, "tutorial-as-published")
	for range 20 {
		if got := send(t, server, "", "POST", "/threads", strings.Repeat(" ", 1<<18)+"{}"); got.status != 500 {
			t.Errorf("got %d, want 500", got.status)
		}
	}
}
