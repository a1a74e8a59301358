package langgraph

import (
	"bytes"
	"context"
	"io"
)

// blanks before a held body fill the send buffer of net/http, which else would
// keep the headers back together with the body. JSON allows them.
const blanks = 8 << 10

// heldBody sends blanks at once, and the body when it is released.
type heldBody struct {
	ctx     context.Context
	release <-chan struct{}
	rest    io.Reader
	blanks  int
}

func hold(ctx context.Context, release <-chan struct{}, body []byte) (io.ReadCloser, int64, func() (io.ReadCloser, error)) {
	held := &heldBody{ctx: ctx, release: release, rest: bytes.NewReader(body), blanks: blanks}
	return held, int64(blanks + len(body)), nil
}

func (h *heldBody) Read(p []byte) (int, error) {
	if h.blanks > 0 {
		n := min(len(p), h.blanks)
		copy(p, bytes.Repeat([]byte(" "), n))
		h.blanks -= n
		return n, nil
	}
	select {
	case <-h.release:
		return h.rest.Read(p)
	case <-h.ctx.Done():
		return 0, h.ctx.Err()
	}
}

func (h *heldBody) Close() error { return nil }
