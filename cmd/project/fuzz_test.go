package project

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"authcheck/scenario/catalog"
)

// said are the only words for a file that cannot be read: nothing of it is quoted.
var said = regexp.MustCompile(`^(line \d+ is no JSON: a comma, a quote or a bracket too many or too few|it is no JSON object)$`)

// FuzzParse: whatever stands in langgraph.json is read or refused without quoting it, and all
// that it leads to can be asked of it.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"graphs": {"agent": "./a.py:g"}, "env": ".env", "auth": {"path": "./auth.py:auth"}, "http": {"mount_prefix": "/v1/", "cors": {"allow_origins": ["*"]}}}`))
	f.Add([]byte(`{"env": {"A": "b", "N": 1}, "graphs": [], "auth": {"path": "(:["}, "http": {"mount_prefix": 7}}`))
	f.Add([]byte("{\n\"env\": {\"K\": \"hunter2\",}\n}"))
	f.Add([]byte("export const auth: Auth = new Auth()\nauth2 = sdk.Auth(\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		AuthNames(string(text))
		p, err := Parse("api/langgraph.json", text)
		if err != nil {
			if !said.MatchString(err.Error()) {
				t.Errorf("it says %q", err)
			}
			return
		}
		if p.EnvFile != "" && !filepath.IsAbs(p.EnvFile) && filepath.Clean(p.EnvFile) != p.EnvFile {
			t.Errorf("the path %q", p.EnvFile)
		}
		if prefix := p.Prefix(); prefix != "" && (!strings.HasPrefix(prefix, "/") || strings.HasSuffix(prefix, "/")) {
			t.Errorf("the prefix %q", prefix)
		}
		p.List(catalog.CORSOrigins)
		p.Says(catalog.AuthPath)
		if module, ok := p.Auth(); ok {
			module.Has(string(text))
		}
	})
}
