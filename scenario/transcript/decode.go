package transcript

import (
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of decoding: an archive may hold any amount, and another archive.
const (
	mostDecoded = 1 << 18 // bytes of all that is found in an answer
	deepest     = 5
	mostPieces  = 400 // of one kind in one text
	mostPacked  = 100 // files of an archive
)

// Decode is what stands encoded in texts: packed, in base64 or hex, escaped, in two
// bytes a letter, and such in each other. "" for nothing.
func Decode(texts ...string) string {
	d := &decoding{left: mostDecoded}
	for _, text := range texts {
		d.decode(text, 0)
	}
	return strings.TrimSuffix(d.found.String(), "\n")
}

type decoding struct {
	found strings.Builder
	left  int
}

// encodings are tried, the tightest first. Each finds what looks like its kind in a text.
var encodings = []func(text string, most int) []string{opened, narrowed, unbased, unhexed, unlisted, unescaped, unpercented}

func (d *decoding) decode(text string, depth int) {
	if depth == deepest || len(text) < leastEncoded {
		return
	}
	for _, decode := range encodings {
		for _, inside := range decode(text, d.left) {
			if d.left <= 0 {
				return
			}
			d.keep(inside)
			d.decode(inside, depth+1)
		}
	}
}

// keep keeps what can be read of a text.
func (d *decoding) keep(text string) {
	for _, run := range readable(text) {
		run = run[:min(len(run), d.left)]
		d.left -= len(run)
		d.found.WriteString(run + "\n")
	}
}

// leastEncoded is how long an encoded text is at least, and leastRead how long a plain
// one: what is shorter turns up by chance.
const (
	leastEncoded = 20
	leastRead    = 10
)

// readable are the parts of a text that are letters.
func readable(text string) (runs []string) {
	begin := 0
	for i := 0; i <= len(text); {
		r, width := utf8.DecodeRuneInString(text[i:])
		if i == len(text) || r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) {
			if i-begin >= leastRead {
				runs = append(runs, text[begin:i])
			}
			begin = i + max(1, width)
		}
		i += max(1, width)
	}
	return runs
}

// packers are archives and packed streams, by how they begin.
var packers = []struct {
	begins string
	open   func(io.Reader) (io.Reader, error)
}{
	{"\x1f\x8b", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
	{"BZh", func(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }},
	{"x\x01", inflate}, {"x\x5e", inflate}, {"x\x9c", inflate}, {"x\xda", inflate},
}

func inflate(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) }

// opened is what a text unpacks to, as far as it is whole.
func opened(text string, most int) (list []string) {
	if strings.HasPrefix(text, "PK\x03\x04") {
		return unzipped(text, most)
	}
	for _, p := range packers {
		if !strings.HasPrefix(text, p.begins) {
			continue
		}
		if packed, err := p.open(strings.NewReader(text)); err == nil {
			list = append(list, upTo(packed, most))
		}
	}
	return list
}

// upTo reads so much, whatever comes then.
func upTo(r io.Reader, most int) string {
	var b bytes.Buffer
	_, _ = io.Copy(&b, io.LimitReader(r, int64(most))) // what is broken off was there
	return b.String()
}

// unzipped are the names and the contents of an archive's files.
func unzipped(text string, most int) (list []string) {
	archive, err := zip.NewReader(strings.NewReader(text), int64(len(text)))
	if err != nil {
		return nil
	}
	for _, file := range archive.File[:min(len(archive.File), mostPacked)] {
		list = append(list, file.Name)
		content, err := file.Open()
		if err != nil {
			continue
		}
		list = append(list, upTo(content, most))
		_ = content.Close()
		if most -= len(list[len(list)-1]); most <= 0 {
			break
		}
	}
	return list
}

// narrowed is a text of two or four bytes a letter in one.
func narrowed(text string, _ int) []string {
	if zeros := strings.Count(text, "\x00"); zeros*3 < len(text) {
		return nil
	}
	return []string{strings.ReplaceAll(text, "\x00", "")}
}

var (
	based  = regexp.MustCompile(`[A-Za-z0-9+/_-]{20,}(?:\r?\n[A-Za-z0-9+/_-]+)*`)
	oneWay = strings.NewReplacer("-", "+", "_", "/", "\r", "", "\n", "")
)

// unbased is what base64 is of. It may begin anywhere behind what looks like it, such as a path.
func unbased(text string, _ int) (list []string) {
	for _, run := range based.FindAllString(text, mostPieces) {
		run = oneWay.Replace(run)
		for _, part := range append([]string{run, run[1:], run[2:], run[3:]}, archivesIn(run)...) {
			if len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			if plain, err := base64.RawStdEncoding.DecodeString(part); err == nil {
				list = appendTelling(list, plain)
			}
		}
	}
	return list
}

// archivesIn are the parts of base64 that begin as archives do.
func archivesIn(run string) (parts []string) {
	for _, begins := range []string{"H4sI", "UEsDB", "Qlpo"} {
		if i := strings.Index(run, begins); i > 0 {
			parts = append(parts, run[i:])
		}
	}
	return parts
}

// appendTelling appends what can be read, or may be decoded further.
func appendTelling(list []string, plain []byte) []string {
	text := string(plain)
	if isPacked(text) || bytes.Count(plain, []byte{0})*3 >= len(plain) || len(readable(text)) > 0 {
		return append(list, text)
	}
	return list
}

func isPacked(text string) bool {
	for _, p := range packers {
		if strings.HasPrefix(text, p.begins) {
			return true
		}
	}
	return strings.HasPrefix(text, "PK\x03\x04")
}

var hexed = regexp.MustCompile(`(?:[0-9a-fA-F]{2}){10,}`)

func unhexed(text string, _ int) (list []string) {
	for _, run := range hexed.FindAllString(text, mostPieces) {
		if plain, err := hex.DecodeString(run); err == nil {
			list = appendTelling(list, plain)
		}
	}
	return list
}

// listed are bytes as numbers, as Node writes a Buffer in JSON.
var listed = regexp.MustCompile(`\[\s*\d{1,3}(?:\s*,\s*\d{1,3}){15,}\s*\]`)

func unlisted(text string, _ int) (list []string) {
	for _, run := range listed.FindAllString(text, mostPieces) {
		var plain []byte
		for number := range strings.SplitSeq(strings.Trim(run, "[]"), ",") {
			n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 8)
			if err != nil {
				plain = nil
				break
			}
			plain = append(plain, byte(n))
		}
		list = appendTelling(list, plain)
	}
	return list
}

// quoted are texts of JSON in which something is escaped.
var quoted = regexp.MustCompile(`"[^"\\]*(?:\\[^\x00-\x1f][^"\\]*)+"`)

func unescaped(text string, _ int) (list []string) {
	if !strings.Contains(text, `\`) {
		return nil
	}
	for _, run := range quoted.FindAllString(text, mostPieces) {
		var plain string
		if json.Unmarshal([]byte(run), &plain) == nil && len(plain) >= leastEncoded {
			list = append(list, plain)
		}
	}
	return list
}

var percented = regexp.MustCompile(`[\w.~!*'()+,;:@=&/-]*(?:%[0-9A-Fa-f]{2}[\w.~!*'()+,;:@=&/-]*)+`)

func unpercented(text string, _ int) (list []string) {
	if !strings.Contains(text, "%") {
		return nil
	}
	for _, run := range percented.FindAllString(text, mostPieces) {
		if plain, err := url.PathUnescape(run); err == nil && len(run) >= leastEncoded {
			list = append(list, plain)
		}
	}
	return list
}
