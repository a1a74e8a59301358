package signup

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/tokens"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// TestNextStep names the inbox, and says of hosted projects why no mail may come.
func TestNextStep(t *testing.T) {
	const hint = "No mail? Without SMTP of its own, a project sends about two an hour, and to members\n" +
		"of its team only. With the service key, authcheck signup --confirm needs no mail.\n"
	tests := []struct {
		url     string
		waiting int
		want    string
	}{
		{"https://abc.supabase.co", 0, "Next: authcheck verify\n"},
		{"https://abc.supabase.co", 1, "Next: open the link in the mail to me@example.com, then authcheck verify\n" + hint},
		{"https://abc.supabase.co", 2, "Next: open the 2 links in the mails to me@example.com, then authcheck verify\n" + hint},
		{"http://127.0.0.1:54321", 2, "Next: open the 2 links in the mails to me@example.com, then authcheck verify\n"},
	}
	for _, test := range tests {
		var out bytes.Buffer
		j := &Job{Project: &tokens.Project{Client: &supabase.Client{URL: test.url}, Inbox: "me@example.com"}, Out: terminal.Process{Out: &out}}
		j.writeNextStep(test.waiting)
		if diff := cmp.Diff(test.want, out.String()); diff != "" {
			t.Errorf("%s, %d (-want +got):\n%s", test.url, test.waiting, diff)
		}
	}
}

// TestNewPassword has every kind of character that a project may ask for, never
// twice the same, and needs no quotation marks anywhere.
func TestNewPassword(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		p := newPassword()
		for _, kind := range []string{`^[A-Za-z0-9]{5}(-[A-Za-z0-9]{5}){3}$`, `[a-z]`, `[A-Z]`, `[0-9]`, `-`} {
			if !regexp.MustCompile(kind).MatchString(p) {
				t.Errorf("%s has no %s", p, kind)
			}
		}
		if seen[p] {
			t.Errorf("%s: twice", p)
		}
		seen[p] = true
	}
}

// TestFormNote shows which users an address makes.
func TestFormNote(t *testing.T) {
	tests := []struct {
		typed string
		users int
		want  string
	}{
		{"", 2, "your address; me@x makes the test users me+1@x, me+2@x"},
		{"me@", 2, "your address; me@x makes the test users me+1@x, me+2@x"},
		{"me@x.co", 2, "makes me+1@x.co and me+2@x.co"},
		{"me@x.co", 5, "makes me+1@x.co … me+5@x.co"},
	}
	for _, test := range tests {
		if got := (&form{users: test.users}).note(test.typed); got != test.want {
			t.Errorf("%q: got %q, want %q", test.typed, got, test.want)
		}
	}
}

// TestFormAsksAgain: what kept the project from answering may be over when Enter is pressed again;
// what the project said of a value is not asked for twice.
func TestFormAsksAgain(t *testing.T) {
	settingsOf := `{"external":{"email":true}}`
	for name, test := range map[string]struct {
		fail  func(http.ResponseWriter)
		asked int32
		good  bool // the second time
	}{
		"a broken connection": {func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, 3, true},
		"a gateway":           {func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) }, 3, true},
		"a wrong key": {func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"message":"Invalid API key"}`)
		}, 1, false},
	} {
		var asked atomic.Int32
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) <= 2 { // what only reads is asked for twice
				test.fail(w)
				return
			}
			_, _ = io.WriteString(w, settingsOf)
		}))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.Start()
		r := &reach{ctx: t.Context(), http: server.Client(), known: map[string]error{}, url: server.URL}
		const key = "sb_publishable_0123456789abcdef01234567"
		if err := r.checkKey(key); err == nil {
			t.Errorf("%s: no error", name)
		}
		for range 2 {
			if err := r.checkKey(key); (err == nil) != test.good || asked.Load() != test.asked {
				t.Errorf("%s: %v after %d requests", name, err, asked.Load())
			}
		}
		server.Close()
	}
}

// TestFormAsksPasswordAgain does so for the password, which passes where nobody answers.
func TestFormAsksPasswordAgain(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = io.WriteString(w, `{"code":422,"error_code":"weak_password","msg":"Too weak."}`)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	defer server.Close()
	r := &reach{ctx: t.Context(), http: server.Client(), known: map[string]error{}, url: server.URL, key: "key"}
	for i, want := range []string{"<nil>", "the project refuses it: Too weak.", "the project refuses it: Too weak."} {
		if got := fmt.Sprint(r.checkPassword("secure")); got != want {
			t.Errorf("%d: %s, want %s", i, got, want)
		}
	}
	if asked.Load() != 2 {
		t.Errorf("asked %d times", asked.Load())
	}
}

// TestSignUpWaits: a rate limit that refills is waited for, and everybody is signed up; where it does
// not say how long it lasts, nobody else is tried.
func TestSignUpWaits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		retryAfter string
		asked      int32 // for a sign-up
		sound      bool
	}{{"1", 5, true}, {"", 3, false}} {
		provider, err := supabasetest.Start(supabasetest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer provider.Close()
		target, _ := url.Parse(provider.URL)
		proxy := httputil.NewSingleHostReverseProxy(target)
		var asked atomic.Int32
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/signup") && asked.Add(1) == 3 { // two are let through
				w.Header().Set("Retry-After", test.retryAfter)
				http.Error(w, `{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}`, http.StatusTooManyRequests)
				return
			}
			proxy.ServeHTTP(w, r)
		}))
		defer front.Close()
		var waits int
		p := &tokens.Project{Client: &supabase.Client{URL: front.URL, Key: provider.AnonKey}, Users: settings.UserAddresses("me@example.com", 4), Password: "correct-horse-battery",
			Waiting: func(time.Duration) { waits++ }}
		var out bytes.Buffer
		err = (&Job{Project: p, Out: terminal.Process{Out: &out}}).Run(t.Context())
		if (err == nil) != test.sound || asked.Load() != test.asked || (waits == 1) != test.sound {
			t.Errorf("Retry-After %q: %v, asked %d times, told %d times:\n%s", test.retryAfter, err, asked.Load(), waits, out.String())
		}
	}
}
