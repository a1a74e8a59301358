package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"authcheck/cmd/failure"
	"authcheck/cmd/project"
	"authcheck/cmd/settings"
	"authcheck/cmd/wording"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
)

// configure is what langgraph.json needs for there to be a login.
const configure = `langgraph.json needs "auth": {"path": "./src/security/auth.py:auth"}, and the server a restart`

// projectLinks are those of the file of the project, which is called as it is in the folder.
func (d *Doctor) projectLinks() []Link {
	name := project.FileNames[0]
	if d.values != nil {
		name = report.OnTerminal(d.values.ProjectFile)
	}
	return []Link{
		{ID: "project.file", Name: name, look: lookAtProject},
		{ID: "project.auth", Name: "auth.path in it", Needs: []string{"project.file"}, look: lookAtModule},
	}
}

// inItsWords is a next step as it is true on this kind of server, with the file by its own name.
func (d *Doctor) inItsWords(next string) string {
	next = catalog.ServerNamed(d.at.kind.ID).Say(next)
	own := d.values.ProjectFile
	if d.values.Project.File == "" || !slices.Contains(project.FileNames, own) {
		return next
	}
	for _, name := range project.FileNames {
		next = strings.ReplaceAll(next, name, own)
	}
	return next
}

func lookAtProject(ctx context.Context, d *Doctor) Diagnosis {
	p := d.values.Project
	switch {
	case d.values.Unread != nil:
		at := failed(d.values.Unread, "")
		return weak(at.Next, "%s", at.Found)
	case p.File == "":
		return notLooked("there is none in this folder; --project names another one")
	case len(p.Graphs) == 0:
		return weak(`it needs "graphs": {"agent": "./src/agent.py:graph"}`, "%s names no graphs", p.File)
	}
	if _, err := os.Stat(p.EnvFile); p.EnvFile != "" && errors.Is(err, fs.ErrNotExist) {
		return weak("make it, or correct the path", `%s names %s under "env", which is not there`, p.File, p.EnvFile)
	}
	if p.EnvFile == "" && p.Env == nil && d.wantsFile(ctx) {
		return weak(`add "env": ".env" to it, unless the server's environment has them: it reads no .env by itself`, `%s has no "env", and the auth module reads what stands in .env`, p.File)
	}
	graphs := "graphs"
	if len(p.Graphs) == 1 {
		graphs = "graph"
	}
	return holds("%s, with the %s %s", p.File, graphs, wording.List(p.Graphs))
}

// wantsFile tells whether the auth module reads a setting from its environment that is in .env.
func (d *Doctor) wantsFile(ctx context.Context) bool {
	module, ok := d.values.Project.Auth()
	place, known := d.values.Place(settings.SupabaseURL)
	if !ok || !known || !strings.HasSuffix(place, " in .env") || d.values.ProjectFile != project.FileNames[0] {
		return false
	}
	source, err := settings.ReadFile(ctx, module.File, maxModule)
	return err == nil && strings.Contains(string(source), "SUPABASE_URL")
}

// maxModule is how much of a module is read, in bytes.
const maxModule = 1 << 20

// lookAtModule looks whether what auth.path names is there, by the text of the file.
func lookAtModule(ctx context.Context, d *Doctor) Diagnosis {
	p := d.values.Project
	path := p.Text(catalog.AuthPath)
	module, ok := p.Auth()
	switch {
	case p.File == "":
		return notLooked("it could not be read")
	case path == "":
		return weak(configure, "%s: its server lets everybody in", p.Says(catalog.AuthPath))
	case !ok:
		return broken("write it like ./src/security/auth.py:auth", "auth.path is %s, and not a file and a name in it", path)
	case module.File == "":
		return notLooked("%s is a module that Python looks for itself", path)
	}
	source, err := settings.ReadFile(ctx, module.File, maxModule)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return broken("correct auth.path: it starts at the folder of langgraph.json", "there is no %s, which auth.path names", module.File)
	case err != nil:
		return broken("correct auth.path", "cannot read %s, which auth.path names: %v", module.File, failure.Root(err))
	case !module.Has(string(source)):
		next := "correct the name after the colon in auth.path"
		if names := project.AuthNames(string(source)); names != nil {
			next += ": the file has " + wording.List(names)
		}
		return broken(next, "%s has no %s, which auth.path names", module.File, module.Name)
	}
	return holds("%s has %s", module.File, module.Name)
}

// says adds what langgraph.json has under some keys to what was found.
func (d *Doctor) says(keys ...string) string {
	if text := d.values.Project.Says(keys...); text != "" {
		return "; " + text
	}
	return ""
}
