package probe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/url"
	"slices"

	"authcheck/scenario/catalog"
)

// filledForm writes the fields of a form as browsers send it; what is no text is written as JSON.
// kind is the type to say.
func filledForm(f catalog.FormBody, fields json.RawMessage) (data []byte, kind string) {
	var values map[string]any
	_ = json.Unmarshal(fields, &values) // what is no object has no fields
	if f.Type == catalog.PlainText {
		return fields, f.Type
	}
	if f.Type == catalog.URLEncoded {
		encoded := url.Values{}
		for name, value := range values {
			encoded[name] = texts(value)
		}
		return []byte(encoded.Encode()), f.Type
	}
	var body bytes.Buffer
	parts := multipart.NewWriter(&body) // writing into memory does not fail
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, text := range texts(values[name]) {
			if slices.Contains(f.Files, name) {
				file, _ := parts.CreateFormFile(name, catalog.MadeBy+".txt")
				fmt.Fprint(file, text)
				continue
			}
			_ = parts.WriteField(name, text)
		}
	}
	_ = parts.Close()
	return body.Bytes(), parts.FormDataContentType()
}

// texts are the values of a field: one for each item of a list.
func texts(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, item := range v {
			all = append(all, texts(item)...)
		}
		return all
	}
	text, _ := json.Marshal(value) // it was read from JSON
	return []string{string(text)}
}
