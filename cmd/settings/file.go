package settings

import (
	"context"
	"fmt"
	"io"
	"os"
)

// How much is read of the files that a user names, in bytes.
const (
	maxEnvFile    = 1 << 20
	maxPolicy     = 64 << 10 // of authcheck.yaml
	MaxReport     = 64 << 20 // of a JSON report
	MaxTranscript = 64 << 20
)

// ReadFile reads a file of at most so many bytes. It may be a pipe that nobody writes
// to, or a device that never ends: reading ends with ctx. The errors are those of
// [os.Open] and of reading, or say that the file is too large.
func ReadFile(ctx context.Context, name string, most int64) ([]byte, error) {
	return bounded(ctx, most, func() (io.ReadCloser, error) { return os.Open(name) })
}

// bounded reads what is opened, as [ReadFile] does.
func bounded(ctx context.Context, most int64, open func() (io.ReadCloser, error)) ([]byte, error) {
	type content struct {
		text []byte
		err  error
	}
	read := make(chan content, 1)
	go func() {
		text, err := readAtMost(open, most)
		read <- content{text, err}
	}()
	select {
	case c := <-read:
		return c.text, c.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func readAtMost(open func() (io.ReadCloser, error), most int64) ([]byte, error) {
	file, err := open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(text)) > most {
		return nil, fmt.Errorf("it is larger than %d KiB", most>>10)
	}
	return text, err
}
