package langgraphtest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"io"
	"regexp"
	"strings"
)

// encodedProbes know what an own route has done to what it gives out.
var encodedProbes = []probe{
	{"own.file", findsDecoded("/files/$T", unbased)},
	{"own.backup", findsDecoded("/backup", unzipped)},
	{"own.dump", findsDecoded("/dump", unhexed)},
}

// findsDecoded tells whether user 2 finds user 1's thread in an answer.
func findsDecoded(path string, decode func(string) []byte) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		return bytes.Contains(decode(w.as("two", "GET", strings.ReplaceAll(path, "$T", w.thread), "").text), []byte(secret))
	}
}

func unbased(text string) []byte {
	file := regexp.MustCompile(`base64,([^"]*)`).FindStringSubmatch(strings.ReplaceAll(text, `\`, ""))
	if file == nil {
		return nil
	}
	plain, _ := base64.StdEncoding.DecodeString(file[1])
	return plain
}

func unzipped(text string) []byte {
	archive, err := zip.NewReader(strings.NewReader(text), int64(len(text)))
	if err != nil {
		return nil
	}
	file, err := archive.Open("threads.json")
	if err != nil {
		return nil
	}
	plain, _ := io.ReadAll(file)
	return plain
}

func unhexed(text string) []byte {
	packed, _ := hex.DecodeString(text)
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	wide, _ := io.ReadAll(unpacked)
	return bytes.ReplaceAll(wide, []byte{0}, nil)
}

// shownProbes look for user 1's token in what user 2 is shown.
var shownProbes = []probe{{"token.header", shown("/threads/$T")}, {"token.body", shown("/sessions")}}

func shown(path string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		w.as("one", "POST", "/threads/search", `{}`)
		answer, token := w.as("two", "GET", strings.ReplaceAll(path, "$T", w.thread), ""), w.provider.tokens["one"]
		return strings.Contains(answer.text, token) || strings.Contains(answer.header.Get("X-Forwarded-Access-Token"), token)
	}
}
