package langgraphtest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
	"unicode/utf16"
)

// encodedFlaws are own routes that give others' threads out, and not as plain text. No two
// answers of theirs are the same.
var encodedFlaws = []Flaw{
	{Name: "route-any-user-base64", Summary: "an own route gives any thread out as a file in base64, in JSON",
		edit: ownRoutes(givenOut("/files/{thread_id}", (*call).anyThread, inBase64))},
	{Name: "route-of-all-zip", Summary: "an own route gives everybody's threads out as an archive",
		edit: ownRoutes(givenOut("/backup", (*call).allThreads, zipped))},
	{Name: "route-of-all-hex", Summary: "an own route gives everybody's threads out in UTF-16, packed, in hexadecimal",
		edit: ownRoutes(givenOut("/dump", (*call).allThreads, inHex))},
}

// encodedVariants are sound.
var encodedVariants = []Flaw{
	{Name: "route-own-zip", Summary: "own routes give threads out as archives and files, to their owners", Sound: true,
		edit: ownRoutes(givenOut("/files/{thread_id}", (*call).ownThread, inBase64), givenOut("/backup", (*call).ownThreads, zipped),
			givenOut("/dump", (*call).ownThreads, inHex))},
}

// givenOut is a route that gives threads out encoded.
func givenOut(path string, find func(*call) ([]*thread, error), dress func(text []byte) (contentType, body string)) route {
	return route{name: "own" + path, method: "GET", path: path, serve: func(c *call) error {
		list, err := find(c)
		if err != nil {
			return err
		}
		given := []object{}
		for _, t := range list {
			given = append(given, object{"about": t.Metadata, "messages": t.Values})
		}
		text, err := encode(object{"given": given, "at": time.Now().UnixNano()})
		if err != nil {
			return err
		}
		kind, body := dress(text)
		return c.text(http.StatusOK, kind, body)
	}}
}

// anyThread is the thread that the path names, whosever it is.
func (c *call) anyThread() ([]*thread, error) {
	if t := c.engine.thread(c.r.PathValue("thread_id"), nil); t != nil {
		return []*thread{t}, nil
	}
	return nil, notFound("no such thread")
}

func (c *call) ownThread() ([]*thread, error) {
	t, err := c.readThread()
	return []*thread{t}, err
}

func (c *call) allThreads() ([]*thread, error) { return c.engine.threads, nil }

func (c *call) ownThreads() (own []*thread, err error) {
	for _, t := range c.engine.threads {
		if t.Metadata["owner"] == c.user.identity {
			own = append(own, t)
		}
	}
	return own, nil
}

func inBase64(text []byte) (contentType, body string) {
	return "application/json", `{"name":"thread.json","href":"data:application\/json;base64,` + strings.ReplaceAll(base64.StdEncoding.EncodeToString(text), "/", `\/`) + `"}`
}

func zipped(text []byte) (contentType, body string) {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	file, _ := archive.Create("threads.json") // memory takes everything
	_, _ = file.Write(text)
	_ = archive.Close()
	return "application/zip", b.String()
}

func inHex(text []byte) (contentType, body string) {
	var b bytes.Buffer
	packer := gzip.NewWriter(&b)
	for _, letter := range utf16.Encode([]rune(string(text))) {
		_, _ = packer.Write([]byte{byte(letter), byte(letter >> 8)})
	}
	_ = packer.Close()
	return "text/plain", hex.EncodeToString(b.Bytes())
}
