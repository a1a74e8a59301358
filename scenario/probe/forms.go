package probe

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// form is a way in which a caller presents itself: what is added to each request.
type form struct {
	header http.Header
	query  url.Values
	alone  []form // each name of a group by itself
}

func withHeader(header http.Header) form { return form{header: header} }

// formsOf presents each token in each of the identity's forms.
func (k *keyring) formsOf(id catalog.Identity, tokens []string) []form {
	var forms []form
	for _, token := range tokens {
		for _, f := range id.Forms {
			for _, part := range f.Fitting(k.dressed(token)) {
				forms = append(forms, k.group(part, token))
			}
		}
	}
	return forms
}

// group is a form with what it is made of.
func (k *keyring) group(f catalog.Form, token string) form {
	whole := k.present(f, token)
	if names := f.Apart(); len(names) > 1 {
		for _, single := range names {
			whole.alone = append(whole.alone, k.present(single.Form, token))
		}
	}
	return whole
}

func (k *keyring) present(f catalog.Form, token string) form {
	texts, text := f.Present(k.dressed(token))
	header := make(http.Header)
	for name, value := range texts {
		header[http.CanonicalHeaderKey(name)] = strings.Split(value, "\n") // of two lines
	}
	query, _ := url.ParseQuery(text)
	return form{header: header, query: query}
}

// dressed is a token with the project whose cookies have its name: a hosted one's is the
// first label of its host.
func (k *keyring) dressed(token string) catalog.Presented {
	p := catalog.Presented{Token: token, Project: "localhost"}
	for _, user := range k.config.Users {
		if token != "" && token == user.Subject {
			p.Email = user.Email
		}
	}
	if k.config.Provider == nil || onThisMachine(k.config.Provider.URL) {
		return p
	}
	if at, err := url.Parse(k.config.Provider.URL); err == nil {
		label, _, _ := strings.Cut(at.Hostname(), ".")
		p.Project = cmp.Or(label, p.Project)
	}
	return p
}

// notOfTheCaller are refusals of a request for what it looks like, whoever sends it.
var notOfTheCaller = []int{http.StatusBadRequest, http.StatusProxyAuthRequired, http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong,
	http.StatusMisdirectedRequest, http.StatusRequestHeaderFieldsTooLarge}

// tryForm has a caller try an operation in one form. A group whose company is not taken, as
// a proxy refuses a host or a size that it does not know, says nothing of its
// names: each of them is tried alone.
func (p *Prober) tryForm(ctx context.Context, o catalog.Operation, who caller, as form) {
	e := p.ask(ctx, o, who, as, p.log.values(o, who.Identity))
	if len(as.alone) == 0 || !p.spoilt(o, who, e) {
		e.Part = transcript.Attack
		p.log.add(e)
		return
	}
	for _, single := range as.alone {
		p.attack(ctx, o, who, single)
	}
}

// spoilt tells a refusal that somebody without any login does not get, or an answer of
// something else.
func (p *Prober) spoilt(o catalog.Operation, who caller, e transcript.Exchange) bool {
	plain := p.log.attacks(o.ID, "no-token")
	diverted := catalog.MayDivert(o, who.Identity) && e.OK() && !p.log.known().LetIn(o, e)
	return (diverted || slices.Contains(notOfTheCaller, e.Status())) &&
		!slices.ContainsFunc(plain, func(other transcript.Exchange) bool { return other.Status() == e.Status() })
}
