package probe

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// learnWider learns from the server's document which parameters of its lists may ask for more
// than the caller's own.
func (p *Prober) learnWider(ctx context.Context, ops []catalog.Operation) {
	ops = slices.DeleteFunc(slices.Clone(ops), func(o catalog.Operation) bool { return !o.Widened })
	if len(ops) == 0 || ctx.Err() != nil {
		return
	}
	found := map[string]catalog.Wider{}
	lists := listsIn(p.document(ctx))
	for _, o := range ops {
		if wider := lists[catalog.Documented(o.Method, o.Doc)]; !wider.Empty() {
			found[o.ID] = wider
		}
	}
	p.log.change(func(t *transcript.Transcript) { t.Facts.Wider = found })
}

// listsIn are the parameters of that kind that a document has, by method and path.
func listsIn(text string) map[string]catalog.Wider {
	var d document
	if json.Unmarshal([]byte(text), &d) != nil {
		return nil
	}
	lists := map[string]catalog.Wider{}
	for path, documented := range d.Paths {
		for method, raw := range documented {
			var o operation
			if slices.Contains(methods, method) && json.Unmarshal(raw, &o) == nil {
				lists[catalog.Documented(strings.ToUpper(method), path)] = d.wider(o)
			}
		}
	}
	return lists
}

func (d *document) wider(o operation) catalog.Wider {
	w := catalog.Wider{Query: map[string]string{}, Body: map[string]any{}}
	for _, p := range o.Parameters {
		p = d.parameter(p)
		asked := catalog.Parameter{Name: p.Name, Schema: d.known(p)}
		if value, ok := asked.WiderOrNaming(); ok && p.In == "query" {
			w.Query[p.Name] = value
		}
	}
	if o.Body == nil {
		return w
	}
	body, _ := d.schemaOf(*o.Body, "json")
	for name, property := range d.resolve(body, 0).Properties {
		if value, ok := d.widerValue(name, property, 0); ok {
			w.Body[name] = value
		}
	}
	return w
}

// widerValue is such a value in the type that a body has it in: of a list, its one item.
func (d *document) widerValue(name string, s schema, depth int) (value any, ok bool) {
	s = d.resolve(s, depth)
	if s.Type == "array" && s.Items != nil && depth < mostNested {
		value, ok = d.widerValue(name, *s.Items, depth+1)
		return []any{value}, ok
	}
	text, ok := catalog.Parameter{Name: name, Schema: s.plain()}.WiderOrNaming()
	switch s.Type {
	case "boolean":
		return text == "true", ok
	case "integer", "number":
		number, err := strconv.Atoi(text)
		return number, ok && err == nil
	case "object":
		return nil, false
	}
	return text, ok
}

// tryWiderApart asks for one parameter at a time, as user 2, where several at once showed
// something, or were refused: which of them does it, and what the refusal of one hides.
func (p *Prober) tryWiderApart(ctx context.Context, ops []catalog.Operation) {
	other, facts := p.keys.other(), p.log.known()
	var all []func()
	for _, o := range ops {
		answers, singles := p.log.attacks(o.ID, other.ID), facts.Wider[o.ID].Apart()
		if !p.config.Deep || !o.Widened || len(singles) < 2 || len(answers) == 0 {
			continue
		}
		if shows := p.showsMore(o, answers[0]); shows || facts.Outcome(o, answers[0], transcript.Exchange{}) == transcript.Denied {
			all = append(all, func() { p.tryParameters(ctx, o, other, singles, shows) })
		}
	}
	together(all...)
}

// tryParameters tries one after the other until one shows something: that stands for all.
func (p *Prober) tryParameters(ctx context.Context, o catalog.Operation, other caller, singles []catalog.Wider, shows bool) {
	for _, single := range singles {
		if ctx.Err() != nil {
			return
		}
		values := p.log.values(o, other.Identity)
		values.Wider = map[string]catalog.Wider{o.ID: single}
		e := p.ask(ctx, o, other, other.forms[0], values)
		e.Part = transcript.Attack
		if p.showsMore(o, e) {
			p.log.replace(e)
			p.log.change(func(t *transcript.Transcript) {
				t.Facts.Wider = maps.Clone(t.Facts.Wider)
				t.Facts.Wider[o.ID] = single
			})
			return
		}
		if !shows {
			p.log.add(e)
		}
	}
}

// showsMore tells whether a list has something of user 1's, or counts it.
func (p *Prober) showsMore(o catalog.Operation, e transcript.Exchange) bool {
	facts := p.log.known()
	return facts.Leaks(e) || facts.LetIn(o, e) && (facts.ShowsOwned(o, e.Response.Body) || o.Oracle == catalog.Count && transcript.CountIn(e.Response.Body) > 0)
}
