package cmd

import (
	"context"
	"fmt"
	"strings"
)

// formSettings are those that the form of a sign-up asks for. The service key is
// not among them: it never gets into a .env file by authcheck.
var formSettings = []settingID{supabaseURL, anonKey, email, password}

// signupForm asks for the settings of a sign-up on one screen.
type signupForm struct {
	values    *values
	users     int
	generated string // offered as password
	reach     *reach
	before    map[settingID]string // what the settings were without the form
}

// fill shows the form where somebody is there to fill it in and something is
// missing, and offers to keep the answers in the .env file.
func (o *signupOptions) fill(ctx context.Context, v *values) error {
	f := &signupForm{values: v, users: o.users, generated: newPassword(), before: map[settingID]string{}}
	missing := false
	for _, id := range formSettings {
		var err error
		if f.before[id], err = v.text(id); err != nil {
			return err
		}
		missing = missing || f.before[id] == ""
	}
	if !missing || o.confirm || v.process.Prompter == nil {
		return nil
	}
	client, err := v.httpClient()
	if err != nil {
		return err
	}
	f.reach = &reach{ctx: ctx, http: client, known: map[string]error{}}
	return f.ask(ctx)
}

func (f *signupForm) ask(ctx context.Context) error {
	var questions []Question
	for _, id := range formSettings {
		questions = append(questions, f.question(id))
	}
	questions = append(questions, Question{Title: "Write this to " + f.values.envFileName() + "?", Value: yes, YesNo: true})
	answers, err := f.values.process.Prompter.Ask(ctx, questions)
	if err != nil {
		return err
	}
	for i, id := range formSettings {
		if f.values.answers[id], err = table[id].check(answers[i]); err != nil {
			return err
		}
	}
	return f.keep(answers[len(answers)-1] == yes)
}

// question is a field of the form, with what is known already.
func (f *signupForm) question(id settingID) Question {
	q := table[id].question()
	before := f.before[id]
	switch {
	case before != "" && table[id].secret:
		at, _ := f.values.find(&table[id])
		q.Offer, q.OfferText = before, "Enter keeps that of "+at.source
	case before != "":
		q.Value = before
	case id == password:
		q.Offer, q.OfferText = f.generated, "Enter generates a strong one"
	}
	switch id {
	case supabaseURL:
		q.Check = f.reach.checkURL
	case anonKey:
		q.Check = f.reach.checkKey
	case email:
		q.Note = f.note
	}
	return q
}

// note shows which users an address makes, while it is typed.
func (f *signupForm) note(typed string) string {
	address, err := checkEmail(typed)
	if err != nil {
		return table[email].help
	}
	users := userAddresses(address, f.users)
	if len(users) > 3 {
		users = []string{users[0], "…", users[len(users)-1]}
		return "makes " + strings.Join(users, " ")
	}
	return "makes " + inWords(users)
}

// keep writes what was entered to the .env file, when that is wanted, and says so.
func (f *signupForm) keep(wanted bool) error {
	v, out := f.values, f.values.process.Err
	if !wanted {
		f.showGenerated()
		return nil
	}
	pairs, left := f.entered()
	if err := writeEnvFile(v.envFileName(), pairs); err != nil {
		f.showGenerated()
		return refused("choose another file with --env-file", "cannot write %s: %v", v.envFileName(), rootCause(err))
	}
	v.kept = true
	fmt.Fprintf(out, "Wrote %s to %s; keep that file out of version control\n", count(len(pairs), "setting"), v.envFileName())
	for _, p := range pairs {
		if other, ok := v.process.LookupEnv(p.name); ok && other != "" && other != p.value {
			fmt.Fprintf(out, "⚠️ %s in the environment comes before %s: unset it\n", p.name, v.envFileName())
		}
	}
	if len(left) > 0 {
		fmt.Fprintf(out, "⚠️ %s cannot be written there: both kinds of quotation marks are in it\n", inWords(left))
	}
	return nil
}

// showGenerated shows a password that is written down nowhere else.
func (f *signupForm) showGenerated() {
	if f.values.answers[password] == f.generated {
		fmt.Fprintf(f.values.process.Err, "Generated password, shown only now: %s\n", f.generated)
	}
}

// entered is what differs from what was set before, under the names that the
// file has for it already; left are those that no such file can hold.
func (f *signupForm) entered() (pairs []pair, left []string) {
	for _, id := range formSettings {
		value := f.values.answers[id]
		name := table[id].env[0]
		for _, other := range table[id].env {
			if f.values.dotenv[other] != "" {
				name = other
				break
			}
		}
		p := pair{name, value}
		switch {
		case value == f.before[id]:
			// it is where it was
		case p.writable():
			pairs = append(pairs, p)
		default:
			left = append(left, name)
		}
	}
	return pairs, left
}
