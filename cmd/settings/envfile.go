package settings

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/joho/godotenv"
)

// misreadAt says in which line of a .env file begins what is none: the one after the last that all
// before can be read with.
func misreadAt(text []byte) string {
	const most = 500 // lines; longer files are looked through too often
	lines := strings.SplitAfter(string(text), "\n")
	for n := min(len(lines), most); n > 0; n-- {
		if _, err := godotenv.Unmarshal(strings.Join(lines[:n-1], "")); err == nil {
			return fmt.Sprintf(" (line %d)", n)
		}
	}
	return ""
}

// pair is a line of a .env file.
type pair struct{ name, value string }

// writeEnvFile sets values in a .env file, so that only its owner can read it.
// Every other line stays as it is; a file that is a link stays one. The file is
// replaced in one step: a crash leaves the old one or the new one. What is there is read as
// when it was a source: it may have become a pipe since.
func writeEnvFile(ctx context.Context, name string, pairs []pair) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	before, err := ReadFile(ctx, name, maxEnvFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(name), ".env-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name()) // gone already when all went well
	_, err = draft.WriteString(setPairs(string(before), pairs))
	if err = errors.Join(err, draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), name)
}

// setPairs gives names their values: where a line sets a name already, there;
// at the end else.
func setPairs(text string, pairs []pair) string {
	for _, p := range pairs {
		text = p.set(text)
	}
	return text
}

func (p pair) set(text string) string {
	line := p.name + "=" + quoteEnv(p.value)
	// A quoted value may have several lines.
	old := regexp.MustCompile(`(?m)^([ \t]*(?:export[ \t]+)?)` + regexp.QuoteMeta(p.name) +
		`[ \t]*[=:][ \t]*(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^'"\n][^\n]*)?[^\n]*`)
	if old.MatchString(text) {
		return old.ReplaceAllStringFunc(text, func(found string) string {
			return old.FindStringSubmatch(found)[1] + line
		})
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text + line + "\n"
}

var plainEnv = regexp.MustCompile(`^[A-Za-z0-9_./:@+%,-]+$`)

// quoteEnv writes a value so that .env parsers and shells read the same.
func quoteEnv(value string) string {
	switch {
	case plainEnv.MatchString(value):
		return value
	case !strings.Contains(value, "'"):
		return "'" + value + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`").Replace(value) + `"`
}

// writable tells whether a value is read back as it was written: the parser
// misreads some with both kinds of quotation marks.
func (p pair) writable() bool {
	got, err := godotenv.Unmarshal(p.name + "=" + quoteEnv(p.value) + "\nAFTER=1\n")
	return err == nil && len(got) == 2 && got[p.name] == p.value
}
