package cmd

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// maxTokenOutput is how much of what a token command prints is read, in bytes.
const maxTokenOutput = 64 << 10

func checkCommand(raw string) (string, error) {
	line := strings.TrimSpace(raw)
	if line == "" {
		return "", &flaw{"the command is empty", "write a command that prints a token, such as 'gcloud auth print-identity-token'"}
	}
	return line, nil
}

// commandTokens runs a command of the shell for each user.
func (v *values) commandTokens() (*tokenSource, error) {
	commands, err := v.list(tokenCommands)
	if err != nil {
		return nil, err
	}
	s := &tokenSource{more: "give --token-command twice, or two lines in AUTHCHECK_TOKEN_COMMANDS"}
	for i, line := range commands {
		s.get = append(s.get, func(ctx context.Context) (string, error) { return tokenOf(ctx, userName(i), line) })
	}
	return s, nil
}

// tokenOf runs the command of one user. Its errors show neither the command,
// which may hold secrets, nor what it prints.
func tokenOf(ctx context.Context, user, line string) (string, error) {
	var out, errs bounded
	c := shell(ctx, line)
	c.Stdout, c.Stderr = &out, &errs
	c.WaitDelay = time.Second // where a child of it keeps the output open
	err := c.Run()
	if cause := context.Cause(ctx); cause != nil {
		return "", cause
	}
	if err != nil {
		return "", explainCommand(user, err, firstLine(errs.String(), out.String()))
	}
	token, err := checkToken(out.String())
	if f, ok := errors.AsType[*flaw](err); ok {
		return "", refused("it must print the token and nothing else", "token command of %s: in what it prints, %s", user, f.what)
	}
	return token, err
}

func explainCommand(user string, err error, said string) error {
	if said != "" {
		said = ": " + said
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return refused("run the command by hand: it must print the token and nothing else", "token command of %s: %s%s", user, exit, said)
	}
	return refused("it is run by the shell", "token command of %s: %v", user, rootCause(err))
}

// bounded keeps the beginning of what is written to it.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	b.Buffer.Write(p[:min(len(p), maxTokenOutput-b.Len())])
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
	return oneLine(line)
}

// oneLine is a text from outside as it can be shown: printable, and not long.
func oneLine(text string) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.TrimSpace(text)))
	if len(runes) > 200 {
		runes = append(runes[:199], '…')
	}
	return string(runes)
}
