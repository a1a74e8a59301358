package transcript_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"authcheck/scenario/transcript"
)

const said = `{"messages":[{"content":"canary-0123456789abcdef01234567"}],"owner":"ünï"}`

// encodings are what an application may do to a text.
var encodings = map[string]func(string) string{
	"base64":        func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"url-safe":      func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"data URI":      func(s string) string { return "data:text/plain;base64," + base64.StdEncoding.EncodeToString([]byte(s)) },
	"behind a path": func(s string) string { return "/export/all/" + base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"cookie": func(s string) string {
		return "session=base64-" + base64.RawURLEncoding.EncodeToString([]byte(s)) + "; Path=/"
	},
	"wrapped":        func(s string) string { return wrapped(base64.StdEncoding.EncodeToString([]byte(s)), 76) },
	"JSON":           func(s string) string { return inJSON(s) },
	"PHP's JSON":     func(s string) string { return strings.ReplaceAll(inJSON(s), "/", `\/`) },
	"escaped":        func(s string) string { return `"` + escapedAll(s) + `"` },
	"hex":            func(s string) string { return hex.EncodeToString([]byte(s)) },
	"upper hex":      func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"percent":        func(s string) string { return "?next=" + url.QueryEscape(s) },
	"percent of all": percentAll,
	"gzip":           func(s string) string { return packed(s, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }) },
	"zlib":           func(s string) string { return packed(s, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }) },
	"zip":            func(s string) string { return archived("thread.json", s) },
	"UTF-16":         wide,
	"bytes":          func(s string) string { return fmt.Sprint(strings.ReplaceAll(fmt.Sprint([]byte(s)), " ", ",")) },
}

// What takes letters alone, what has none, and behind what a packed stream without a mark of
// its own is not looked for.
var (
	textsOnly    = map[string]bool{"JSON": true, "PHP's JSON": true, "escaped": true, "UTF-16": true, "percent": true}
	bytesOnly    = map[string]bool{"zip": true, "gzip": true, "zlib": true}
	offBeginning = map[string]bool{"behind a path": true, "cookie": true}
)

func inJSON(s string) string {
	text, _ := json.Marshal(map[string]string{"content": s})
	return string(text)
}

func escapedAll(s string) (all string) {
	for _, unit := range utf16.Encode([]rune(s)) {
		all += fmt.Sprintf(`\u%04x`, unit)
	}
	return all
}

func percentAll(s string) (all string) {
	for _, b := range []byte(s) {
		all += fmt.Sprintf("%%%02x", b)
	}
	return all
}

func wrapped(s string, width int) (all string) {
	for ; len(s) > width; s = s[width:] {
		all += s[:width] + "\r\n"
	}
	return all + s
}

func packed(s string, open func(io.Writer) io.WriteCloser) string {
	var b bytes.Buffer
	w := open(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}

func archived(name, s string) string {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	file, _ := archive.Create(name)
	_, _ = io.WriteString(file, s)
	_ = archive.Close()
	return b.String()
}

func wide(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		b.Write([]byte{byte(unit), byte(unit >> 8)})
	}
	return b.String()
}

// TestDecode: however a text is encoded, and that again, it is found.
func TestDecode(t *testing.T) {
	const canary = "canary-0123456789abcdef01234567"
	for outer, over := range encodings {
		for inner, encode := range encodings {
			if bytesOnly[inner] && textsOnly[outer] || inner == "zlib" && offBeginning[outer] {
				continue
			}
			text := over(encode(said))
			if !strings.Contains(transcript.Decode(text)+text, canary) {
				t.Errorf("%s of %s: not seen", outer, inner)
			}
		}
	}
	for _, text := range []string{"", "plain", `{"thread_id":"0b0c8d2e-9d0a-4c3c-8a39-6a0a4dd2f9a1","values":{"messages":["hello"]},"hash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bd822cd15d6c15b0f00a08"}`,
		"/threads/0b0c8d2e-9d0a-4c3c-8a39-6a0a4dd2f9a1/runs/5b0c8d2e-9d0a-4c3c-8a39-6a0a4dd2f9a1"} {
		if got := transcript.Decode(text); got != "" {
			t.Errorf("Decode(%q) = %q", text, got)
		}
	}
}

// TestDecodeIsBounded: an archive that unpacks to more than anybody has is read in part.
func TestDecodeIsBounded(t *testing.T) {
	bomb := strings.Repeat("a", 64<<20)
	for range 3 {
		bomb = archived("a", bomb)
	}
	many := strings.Repeat(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("let me be read ", 9)))+" ", 6000)
	for _, text := range []string{bomb, many, many + strings.Repeat("%41", 200000), strings.Repeat(`"\\\\`, 100000), strings.Repeat("[1,2", 100000), strings.Repeat("A", 1<<20)} {
		begun := time.Now()
		if n := len(transcript.Decode(text)); n > 1<<19 {
			t.Errorf("%d bytes", n)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s", took)
		}
	}
}

// TestEncodedSecrets: no encoding carries a secret into a transcript; and of headers
// stays what tells of a user.
func TestEncodedSecrets(t *testing.T) {
	const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvbmUifQ.c2lnbmF0dXJl"
	for name, encode := range encodings {
		body, header := encode(`{"token":"`+token+`"}`), http.Header{"X-Token": {token}, "Set-Cookie": {"sid=s3cret; Path=/", "user=one@example.com; Path=/"}, "Date": {"now"}}
		r := &transcript.Response{Status: 200, Body: body}
		r.More = transcript.MoreIn(header, r, nil)
		s := transcript.Secrets{}
		s.Add(token, "token:user-1")
		s.Add("one@example.com", "email:user-1")
		run := &transcript.Transcript{Facts: transcript.Facts{Canary: "canary"}, Exchanges: []transcript.Exchange{{Response: r}}}
		kept := run.Redacted(s).Exchanges[0].Response
		text, _ := json.Marshal(kept)
		if strings.Contains(string(text)+transcript.Decode(kept.Body), token) || strings.Contains(string(text), "s3cret") {
			t.Errorf("%s: %s", name, text)
		}
		if len(kept.More.Headers) != 2 || kept.More.Headers[0] != "Set-Cookie: «email:user-1»" || kept.More.Headers[1] != "X-Token: «token:user-1»" {
			t.Errorf("%s: %q", name, kept.More.Headers)
		}
	}
}
