package transcript

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
)

// Supplies are facts as requests are built of them. What all callers send is worked out
// once, so they are of facts that do not change any more.
type Supplies struct {
	facts  Facts
	shared *catalog.Values // of all callers
}

// Supplies are what requests are built of.
func (f Facts) Supplies() *Supplies {
	v := &catalog.Values{Texts: maps.Clone(f.Things), Objects: map[string]map[string]any{}, Lists: map[string][]string{}, Wider: f.Wider,
		Shape: f.Shape, Given: f.Given, ByConfig: catalog.ServerNamed(f.Server).ByConfig}
	if v.Texts == nil {
		v.Texts = map[string]string{}
	}
	maps.Copy(v.Texts, map[string]string{"tag": f.Tag, "tomorrow": f.Tomorrow, "role": cmp.Or(f.Role, "admin")})
	if f.Cookies != "" {
		v.Texts["cookies"] = f.Cookies
	}
	f.addSpellings(v)
	f.addGraphs(v)
	f.addUsers(v)
	f.addClaims(v)
	f.addStamp(v)
	f.addLearned(v)
	f.addNamespace(v, "namespace", "dotted", f.Namespace)
	f.addNamespace(v, "stored", "stored_dotted", f.Stored)
	f.addNamespace(v, "namespace_of_2", "dotted_of_2", f.Own)
	f.addNamespace(v, "below", "dotted_below", f.Below())
	f.addNamespace(v, "named_alike", "lookalike", f.lookalike())
	f.addNamespace(v, "kept", "kept_dotted", f.kept())
	f.addNamespace(v, "above", "dotted_above", f.above())
	f.addNamespace(v, "bare", "dotted_bare", f.bare())
	f.addNamespace(v, "written", "dotted_written", f.Written)
	for name, listed := range map[string]map[string]any{"listed": f.Listed, "listed_cron": f.ListedCron} {
		if listed != nil {
			v.Objects[name] = listed
		}
	}
	return &Supplies{f, v}
}

// Facts are those that they are of.
func (s *Supplies) Facts() Facts { return s.facts }

// Values are what one identity sends with an operation.
func (s *Supplies) Values(o catalog.Operation, id catalog.Identity) *catalog.Values {
	f, v := &s.facts, s.shared.With(map[string]string{"own_tag": s.facts.Tag + "-" + id.ID,
		"marker": s.facts.Marker(o.ID, id.ID), "who": strings.ReplaceAll(id.ID, "-", "_")})
	if id.Login == catalog.Owner {
		v.Texts["own_tag"], v.Texts["canary"] = f.Tag, f.Canary
	}
	if runnable := f.runnable(id); runnable != "" {
		v.Texts["runnable"] = runnable
	}
	if own := f.Things["thread_of_2"]; own != "" && id.Login == catalog.OtherUser && v.Texts["conversation"] != "" {
		v.Texts["conversations"] = own + "," + v.Texts["conversation"] // the first may be the only one that is looked at
	}
	return v
}

// Lacks tells why an operation can't be tried by an identity: the name of what is
// missing, and the reason; "" where it can.
func (s *Supplies) Lacks(o catalog.Operation, id catalog.Identity) (name, reason string) {
	f := &s.facts
	why := catalog.ServerNamed(f.Server).Never[o.ID]
	if o.Servers != nil && !slices.Contains(o.Servers, f.Server) {
		why = "this server does not have it"
	}
	if why != "" {
		return o.ID, why
	}
	missing := o.Missing(s.Values(o, id))
	if missing == "" {
		return "", ""
	}
	return missing, f.WhyAbsent(missing)
}

func (f Facts) addGraphs(v *catalog.Values) {
	if f.Graph == "" {
		return
	}
	v.Texts["graph"] = f.Graph
	for i, name := range []string{"second_graph", "third_graph"}[:min(2, len(f.Graphs))] {
		v.Texts[name] = f.Graphs[i]
	}
}

// runnable names what a run can be started with, "" for nothing. User 2 and Studio name
// user 1's assistant: anybody may use a graph.
func (f *Facts) runnable(id catalog.Identity) string {
	assistant, ok := f.Things["assistant"]
	visitor := id.Login == catalog.OtherUser || id.Login == catalog.Studio
	switch {
	case f.Graph == "":
	case ok && id.Login != catalog.NoLogin:
		return assistant
	case !visitor:
		return f.Graph
	}
	return ""
}
