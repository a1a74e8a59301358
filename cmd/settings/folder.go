package settings

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/joho/godotenv"

	"authcheck/cmd/failure"
	"authcheck/cmd/project"
	"authcheck/scenario/catalog"
	"authcheck/scenario/phrase"
	"authcheck/scenario/report"
)

// Files of settings that are looked for; the first comes before the second, as in Next.js.
const (
	localEnvFile   = ".env.local"
	defaultEnvFile = ".env"
	piped          = "-" // standard input
)

// envFile is a file of settings that was read, or what stands for one.
type envFile struct {
	name     string
	pairs    map[string]string
	piped    bool
	ofServer bool // langgraph.json names it, or has it
}

// gives is the name under which a file has a setting: one of those, or, in what is piped
// in, one that other programs use as well, whose value has the right shape. "" for none.
func (f *envFile) gives(s *Setting, names []string) string {
	for _, name := range names {
		if f.pairs[name] != "" {
			return name
		}
	}
	for _, alias := range s.Also {
		if f.piped && alias.Piped() && alias.shape(f.pairs[alias.Name]) {
			return alias.Name
		}
	}
	return ""
}

// flag is what a command line gives for a flag that is no row of the table.
func (v *Values) flag(name, fallback string) (value string, asked bool) {
	if f := v.flags.Lookup(name); f != nil {
		return f.Value.String(), f.Changed
	}
	return fallback, false
}

// projectFile is the file of a project, whose name or folder was given; it need not be there.
func projectFile(given string) string {
	if found, err := os.Stat(given); err == nil && !found.IsDir() {
		return given
	}
	for _, name := range project.FileNames {
		if _, err := os.Stat(filepath.Join(given, name)); err == nil {
			return filepath.Join(given, name)
		}
	}
	return filepath.Join(given, project.FileNames[0])
}

// readProject reads the langgraph.json of the folder. One that was not asked for, and
// can't be read, is in nobody's way.
func (v *Values) readProject(ctx context.Context) error {
	file, asked := v.flag("project", ".")
	file = projectFile(file)
	v.ProjectFile = filepath.Base(file)
	text, err := v.read(ctx, file, project.MaxFile)
	if err == nil {
		v.Project, err = project.Parse(file, text)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case asked:
		v.Unread = failure.Refused("--project names a folder with a "+strings.Join(project.FileNames, " or ")+", or such a file", "cannot read %s: %v", file, failure.Root(err))
		return v.Unread
	case !errors.Is(err, fs.ErrNotExist):
		v.Unread = failure.Refused("mend the file, or name another folder with --project", "%s is not used: %v", file, failure.Root(err))
	}
	return nil
}

// folder is that of the project.
func (v *Values) folder() string {
	name, _ := v.flag("project", ".")
	if found, err := os.Stat(name); err == nil && !found.IsDir() {
		return filepath.Dir(name)
	}
	return name
}

// EnvFileName is the file of settings that answers are written to, which may not be there.
func (v *Values) EnvFileName() string {
	if name, asked := v.flag("env-file", defaultEnvFile); asked && name != piped {
		return name
	}
	return filepath.Join(v.folder(), defaultEnvFile)
}

// readEnvFiles reads the files of settings, and leaves the environment of the process as
// it is. A file that was named replaces those of the folder; what is piped in goes before
// them. Only .env, and what was named, has to be readable: others may be of other programs.
func (v *Values) readEnvFiles(ctx context.Context) error {
	name, asked := v.flag("env-file", defaultEnvFile)
	if asked {
		if err := v.readEnvFile(ctx, name, true); err != nil || name != piped {
			return err
		}
	}
	_ = v.readEnvFile(ctx, filepath.Join(v.folder(), localEnvFile), false)
	if err := v.readEnvFile(ctx, v.EnvFileName(), false); err != nil {
		return err
	}
	if name := v.Project.EnvFile; name != "" && !slices.ContainsFunc(v.files, func(f envFile) bool { return f.name == name }) {
		before := len(v.files)
		if _ = v.readEnvFile(ctx, name, false); len(v.files) > before {
			v.files[before].ofServer = true
		}
	}
	if v.Project.Env != nil {
		v.files = append(v.files, envFile{name: "env of " + v.Project.File, pairs: v.Project.Env, ofServer: true})
	}
	return context.Cause(ctx)
}

// readEnvFile reads one file; one that nobody asked for need not be there.
func (v *Values) readEnvFile(ctx context.Context, name string, asked bool) error {
	text, err := v.read(ctx, name, maxEnvFile)
	shown := name
	if name == piped {
		shown = "--env-file -"
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && !asked:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return failure.Refused("--env-file names a file of KEY=value lines", "cannot read %s: %v", name, failure.Root(err))
	}
	// The parser's errors quote the file, and that holds secrets.
	pairs, err := godotenv.UnmarshalBytes(text)
	if err != nil {
		return failure.Refused("a line is KEY=value; quote a value with spaces or #, on both sides", "cannot read %s: it is not a list of KEY=value lines%s", shown, misreadAt(text))
	}
	v.files = append(v.files, envFile{name: shown, pairs: pairs, piped: name == piped})
	return nil
}

// read reads a file, or standard input.
func (v *Values) read(ctx context.Context, name string, most int64) ([]byte, error) {
	if name != piped {
		return ReadFile(ctx, name, most)
	}
	if v.Process.In == nil {
		return nil, errors.New("there is no standard input")
	}
	return bounded(ctx, most, func() (io.ReadCloser, error) { return io.NopCloser(v.Process.In), nil })
}

// FileNamed says that a file of settings was asked for.
func (v *Values) FileNamed() bool {
	_, asked := v.flag("env-file", "")
	return asked
}

// FilesRead names the files of settings that were read, and says of those that hold some
// how many that are.
func (v *Values) FilesRead() (names, holding []string) {
	for _, file := range v.files {
		held := 0
		for i := range Table {
			if file.gives(&Table[i], Table[i].names()) != "" {
				held++
			}
		}
		names = append(names, file.name)
		if held > 0 {
			holding = append(holding, file.name+", with "+phrase.Count(held, "setting"))
		}
	}
	return names, holding
}

// TellUnread says that a langgraph.json which is there is not used.
func (v *Values) TellUnread() {
	if v.Unread != nil {
		fmt.Fprintf(v.Process.Err, "⚠️ %s\n", report.OnTerminal(v.Unread.Error()))
	}
}

// withPrefix adds the path that the server of the folder puts in front of its own, to an
// address of this machine that has none.
func withPrefix(p project.Project, address string) (completed, key string) {
	u, err := url.Parse(address)
	if err != nil || p.Prefix() == "" || u.Path != "" || !IsLoopback(address) {
		return address, ""
	}
	return address + p.Prefix(), catalog.MountPrefix
}
