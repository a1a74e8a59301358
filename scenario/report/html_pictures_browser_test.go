//go:build browser

package report_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPictures takes pictures of the page, and leaves them in the folder AUTHCHECK_PICTURES to be looked at.
func TestPictures(t *testing.T) {
	folder := os.Getenv("AUTHCHECK_PICTURES")
	if folder == "" {
		folder = t.TempDir()
	}
	save := func(name string, picture []byte, err error) {
		if err == nil && len(picture) < 10_000 {
			t.Errorf("%s: only %d bytes", name, len(picture))
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), picture, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, shot := range []struct {
		name, flaw, scheme string
		width              int64
		at                 string // a fragment
	}{
		{"desktop-light", "no-owner-filter", "light", 1280, ""},
		{"desktop-dark", "no-owner-filter", "dark", 1280, ""},
		{"matrix-light", "tutorial-as-published", "light", 1280, "#matrix"},
		{"matrix-dark", "tutorial-as-published", "dark", 1280, "#matrix"},
		{"evidence-light", "tutorial-as-published", "light", 1280, "#store.get/other-user"},
		{"evidence-dark", "tutorial-as-published", "dark", 1280, "#store.get/other-user"},
		{"phone", "tutorial-as-published", "light", 360, ""},
		{"phone-matrix", "tutorial-as-published", "dark", 360, "#matrix"},
		{"phone-evidence", "tutorial-as-published", "light", 360, "#store.get/other-user"},
		{"sound", "", "light", 1280, ""},
	} {
		p := open(t, ran(t, shot.flaw), shot.width, shot.scheme)
		p.do(chromedp.EmulateViewport(shot.width, 1400))
		eval[chromedp.Void](p, "location.hash = '"+shot.at+"'")
		picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
		save(shot.name+".png", picture, err)
	}
	p := open(t, ran(t, "no-owner-filter"), 1280, "light")
	pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground()))
	save("print.pdf", pdf, err)
}
