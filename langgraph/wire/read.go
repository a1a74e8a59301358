package wire

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
)

// MaxBody is how much of an answer is read, in bytes, as it comes and unpacked.
const MaxBody = 1 << 20

// ErrTooLong says that an answer is longer than MaxBody.
var ErrTooLong = errors.New("the answer is longer than 1 MiB")

// AcceptEncoding is the request header with which [Body] unpacks an answer. Left to
// net/http, an answer that unpacks to nothing could be read without end.
const AcceptEncoding = "gzip"

// Body is the body of an answer, unpacked where the server packed it. Reading it
// ends with ErrTooLong where more comes than MaxBody.
func Body(resp *http.Response) io.Reader {
	packed := Bounded(resp.Body)
	if !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		return packed
	}
	return Bounded(&unpacking{packed: packed})
}

// unpacking puts off the reading of gzip's header to the first Read.
type unpacking struct {
	packed io.Reader
	plain  *gzip.Reader
}

func (u *unpacking) Read(p []byte) (int, error) {
	if u.plain == nil {
		plain, err := gzip.NewReader(u.packed)
		if err != nil {
			return 0, err
		}
		u.plain = plain
	}
	return u.plain.Read(p)
}

// Bounded reads at most MaxBody, and says so where there is more.
func Bounded(r io.Reader) io.Reader { return &bounded{r: r, left: MaxBody} }

type bounded struct {
	r    io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, b.more()
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// more is ErrTooLong unless nothing more comes.
func (b *bounded) more() error {
	n, err := io.ReadFull(b.r, make([]byte, 1))
	if n > 0 {
		return ErrTooLong
	}
	return err
}
