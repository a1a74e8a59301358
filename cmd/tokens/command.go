package tokens

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/cmd/wording"
)

// maxTokenOutput is how much a token command may print, in bytes. What it says on
// standard error is read as far.
const maxTokenOutput = 64 << 10

// errTooMuch says that a token command has printed more than any token is long.
var errTooMuch = errors.New("it prints more than 64 KiB")

// commandTokens runs a command of the shell for each user.
func commandTokens(v *settings.Values) (*Source, error) {
	commands, err := v.List(settings.TokenCommands)
	if err != nil {
		return nil, err
	}
	s := &Source{more: "give --token-command twice, or two lines in AUTHCHECK_TOKEN_COMMANDS"}
	for i, line := range commands {
		s.get = append(s.get, func(ctx context.Context) (string, error) { return tokenOf(ctx, settings.UserName(i), line) })
	}
	return s, nil
}

// tokenOf runs the command of one user. Its errors show neither the command,
// which may hold secrets, nor what it prints.
func tokenOf(ctx context.Context, user, line string) (string, error) {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	out, errs := bounded{full: func() { end(errTooMuch) }}, bounded{full: func() {}}
	c := shell(ctx, line)
	c.Stdout, c.Stderr = &out, &errs
	c.WaitDelay = time.Second // where a child of it keeps the output open
	err := c.Run()
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errTooMuch):
		return "", failure.Refused("it must print the token and nothing else", "token command of %s: %v", user, cause)
	case cause != nil:
		return "", cause
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // what it started may go on: it has ended well
		return "", explainCommand(user, err, firstLine(errs.text.String(), out.text.String()))
	}
	token, err := settings.Table[settings.Tokens].Check(out.text.String())
	if f, ok := errors.AsType[*settings.Invalid](err); ok {
		return "", failure.Refused("it must print the token and nothing else", "token command of %s: in what it prints, %s", user, f.What)
	}
	return token, err
}

func explainCommand(user string, err error, said string) error {
	if said != "" {
		said = ": " + said
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return failure.Refused("run the command by hand: it must print the token and nothing else", "token command of %s: %s%s", user, exit, said)
	}
	return failure.Refused("it is run by the shell", "token command of %s: %v", user, failure.Root(err))
}

// bounded keeps the beginning of what is written to it, and tells when there is more.
type bounded struct {
	text bytes.Buffer
	full func()
}

func (b *bounded) Write(p []byte) (int, error) {
	room := maxTokenOutput - b.text.Len()
	if len(p) > room {
		b.full()
	}
	b.text.Write(p[:min(len(p), room)])
	return len(p), nil
}

// tokenLike are words that may be a secret: long ones with a digit in them.
var tokenLike = regexp.MustCompile(`[A-Za-z0-9._~+=-]{20,}`)

// firstLine is the first line of a text that is not empty, without what may be a
// token, and without all that was printed.
func firstLine(text, printed string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	for _, word := range strings.Fields(printed) {
		if len(word) > 3 {
			line = strings.ReplaceAll(line, word, "…")
		}
	}
	line = tokenLike.ReplaceAllStringFunc(line, func(word string) string {
		if strings.ContainsAny(word, "0123456789") {
			return "…"
		}
		return word
	})
	return wording.OneLine(line)
}
