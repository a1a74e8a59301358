//go:build slow

package ci

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// The keys of GitHub's workflows and actions that are used here. Any other one is taken for a mistake.
type (
	workflow struct {
		Name        string
		On          any
		Permissions map[string]string
		Concurrency map[string]any
		Jobs        map[string]job
	}
	job struct {
		RunsOn      string `yaml:"runs-on"`
		Timeout     int    `yaml:"timeout-minutes"`
		Uses        string
		Needs       string
		Environment string
		Permissions map[string]string
		Strategy    struct{ Matrix map[string][]string }
		Env         map[string]string
		Steps       []step
	}
	step struct {
		Name, ID, If string
		Uses         string
		With         map[string]any
		Env          map[string]string
		Run          string
		Shell        string
		Dir          string `yaml:"working-directory"`
	}
	action struct {
		Name, Description string
		Branding          map[string]string
		Inputs            yaml.MapSlice
		Outputs           map[string]struct{ Description, Value string }
		Runs              struct {
			Using string
			Steps []step
		}
	}
)

const actionPath = ".github/actions/authcheck"

// decode is strict: a key that is not in v is an error.
func decode(t *testing.T, text string, v any) {
	t.Helper()
	if err := yaml.UnmarshalWithOptions([]byte(text), v, yaml.Strict()); err != nil {
		t.Fatal(yaml.FormatError(err, false, true))
	}
}

func theAction(t *testing.T) action {
	t.Helper()
	var a action
	decode(t, read(t, actionPath, "action.yml"), &a)
	return a
}

// input is one of an action.
type input struct{ name, fallback, description string }

func (a action) inputs(t *testing.T) []input {
	t.Helper()
	var list []input
	for _, item := range a.Inputs {
		of, ok := item.Value.(map[string]any)
		if !ok || of["description"] == nil || of["default"] == nil || len(of) != 2 {
			t.Fatalf("input %v: wants a description and a default, has %v", item.Key, item.Value)
		}
		list = append(list, input{fmt.Sprint(item.Key), fmt.Sprint(of["default"]), fmt.Sprint(of["description"])})
	}
	return list
}

var expression = regexp.MustCompile(`\$\{\{ *(.*?) *\}\}`)

// expand replaces ${{ NAME }} by values; a name without a value fails the test.
func expand(t *testing.T, text string, values map[string]string) string {
	t.Helper()
	return expression.ReplaceAllStringFunc(text, func(whole string) string {
		name := expression.FindStringSubmatch(whole)[1]
		value, ok := values[name]
		if !ok {
			t.Errorf("%s: nobody knows %s", text, name)
		}
		return value
	})
}

// holds evaluates a condition of the form "A && B", with terms such as always(),
// NAME == 'TEXT' and NAME != 'TEXT'.
func holds(t *testing.T, condition string, failed bool, values map[string]string) bool {
	t.Helper()
	result, always := true, false
	for term := range strings.SplitSeq(condition, " && ") {
		name, operator, _ := strings.Cut(term, " ")
		operator, text, _ := strings.Cut(operator, " ")
		switch {
		case term == "":
		case term == "always()":
			always = true
		case operator == "==":
			result = result && values[name] == strings.Trim(text, "'")
		case operator == "!=":
			result = result && values[name] != strings.Trim(text, "'")
		default:
			t.Fatalf("condition %q: cannot tell whether %q holds", condition, term)
		}
	}
	return result && (always || !failed)
}
