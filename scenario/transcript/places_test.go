package transcript_test

import (
	"encoding/json"
	"reflect"
	"slices"

	"authcheck/scenario/transcript"
)

// ours are the places that hold only what authcheck itself or its user writes.
var ours = []string{".Schema", ".Version", ".Incomplete", ".Settings.Selection.Only[]", ".Settings.Selection.Skip[]", ".Settings.Selection.Callers[]", ".Settings.Relation.Name",
	".Settings.Relation.Visitor.Name", ".Settings.Relation.Visitor.Team", ".Settings.Relation.Visitor.Role", ".Settings.Relation.Visitor.Token",
	".Settings.Relation.Owner.Name", ".Settings.Relation.Owner.Team", ".Settings.Relation.Owner.Role", ".Settings.Relation.Owner.Token",
	".Facts.Tag", ".Facts.Canary", ".Facts.Tomorrow", ".Facts.Users[].Name", ".Facts.Things{key}", ".Facts.Wider{key}", ".Facts.Absent{key}", ".Missing{key}", ".Excuses{key}",
	".Failed{key}", ".Names{key}", ".Names{}[]", ".Facts.Secret", ".Facts.DeclaredIn", ".Accepted[]", ".Exchanges[].Part", ".Exchanges[].Identity", ".Exchanges[].Request.Method", ".Routes.Source", ".Routes.Own[].Method", ".Target.Reach",
	".Soak.Users[]", ".Soak.TurnedAway{key}", ".Soak.LeftOut{key}", ".Soak.Failed{key}", ".Soak.Tallies[].Operation",
	".Soak.Alone[].Who", ".Soak.Alone[].Whose", ".Soak.Alone[].Canary", ".Soak.Alone[].Got.Operation", ".Soak.Alone[].Got.Method",
	".Soak.Alone[].Beside.Operation", ".Soak.Alone[].Beside.Method", ".Soak.Alone[].Made.Operation", ".Soak.Alone[].Made.Method",
	".Soak.Alone[].Exchange.Part", ".Soak.Alone[].Exchange.Operation", ".Soak.Alone[].Exchange.Identity", ".Soak.Alone[].Exchange.Request.Method",
	".Soak.Crossings[].Who", ".Soak.Crossings[].Whose", ".Soak.Crossings[].Canary", ".Soak.Crossings[].Got.Operation", ".Soak.Crossings[].Got.Method",
	".Soak.Crossings[].Beside.Operation", ".Soak.Crossings[].Beside.Method", ".Soak.Crossings[].Made.Operation", ".Soak.Crossings[].Made.Method",
	".Soak.Crossings[].Exchange.Part", ".Soak.Crossings[].Exchange.Operation", ".Soak.Crossings[].Exchange.Identity", ".Soak.Crossings[].Exchange.Request.Method"}

// plant fills every place of a value that may hold foreign text; it goes by types, so
// that a field which is added is a place, too.
func plant(v reflect.Value, path, text string) {
	if slices.Contains(ours, path) {
		text = "ours"
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		plant(v.Elem(), path, text)
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			nested := f.Type == reflect.SliceOf(v.Type()) || f.Type == reflect.TypeFor[[]*transcript.Transcript]() // which are redacted each
			if f.IsExported() && !nested {
				plant(v.Field(i), path+"."+v.Type().Field(i).Name, text)
			}
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			body, _ := json.Marshal(map[string]string{"text": text})
			v.SetBytes(body)
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		plant(v.Index(0), path+"[]", text)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		plant(key, path+"{key}", text)
		plant(value, path+"{}", text)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Interface:
		v.Set(reflect.ValueOf(map[string]any{text: []any{text, 1.0}}))
	}
}

// texts visits every string of a value, with its place.
func texts(v reflect.Value, path string, visit func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		visit(path, v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			texts(v.Elem(), path, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				texts(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
			}
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			visit(path, string(v.Bytes()))
			return
		}
		for i := range v.Len() {
			texts(v.Index(i), path+"[]", visit)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			texts(key, path+"{key}", visit)
			texts(v.MapIndex(key), path+"{}", visit)
		}
	}
}
