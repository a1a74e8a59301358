package probe

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"authcheck/scenario/catalog"
	"authcheck/supabase"
)

// TestConfusedForms: a token is signed with the public key in every form in which people paste
// it, and with the certificate where the provider publishes one.
func TestConfusedForms(t *testing.T) {
	rs, _ := rsa.GenerateKey(rand.Reader, 2048)
	about := &x509.Certificate{SerialNumber: big.NewInt(1)}
	certificate, err := x509.CreateCertificate(rand.Reader, about, about, &rs.PublicKey, rs)
	if err != nil {
		t.Fatal(err)
	}
	public, wrapped := publicKey(t, &rs.PublicKey)
	public.Certificates, public.Text = []string{base64.StdEncoding.EncodeToString(certificate)}, `{"kty":"RSA"}`
	forged := forge(tokenOf(t, "one", jwt.SigningMethodRS256, rs), "two", []supabase.JWK{public}, places{})
	all := slices.Concat(forged[catalog.ForgedConfused].tokens, forged[catalog.ForgedConfusedOdd].tokens)

	der, _ := x509.MarshalPKIXPublicKey(&rs.PublicKey)
	older := x509.MarshalPKCS1PublicKey(&rs.PublicKey)
	block := func(kind string, data []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))
	}
	for form, secret := range map[string]string{
		"wrapped": wrapped, "without its last newline": strings.TrimSpace(wrapped), "on one line": strings.ReplaceAll(strings.TrimSpace(wrapped), "\n", ""),
		"on one line with spaces": strings.ReplaceAll(strings.TrimSpace(wrapped), "\n", " "), "with newlines in writing": strings.ReplaceAll(strings.TrimSpace(wrapped), "\n", `\n`),
		"base64": base64.StdEncoding.EncodeToString(der), "bytes": string(der), "JWK": `{"kty":"RSA"}`, "JWKS": `{"keys":[{"kty":"RSA"}]}`,
		"PKCS#1": block("RSA PUBLIC KEY", older), "PKCS#1 without its last newline": strings.TrimSpace(block("RSA PUBLIC KEY", older)),
		"PKCS#1 base64": base64.StdEncoding.EncodeToString(older), "PKCS#1 bytes": string(older),
		"certificate": block("CERTIFICATE", certificate), "certificate without its last newline": strings.TrimSpace(block("CERTIFICATE", certificate)),
		"certificate's base64": public.Certificates[0], "certificate's bytes": string(certificate),
	} {
		fits := func(token string) bool {
			_, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return []byte(secret), nil }, jwt.WithValidMethods([]string{"HS256"}))
			return err == nil
		}
		if !slices.ContainsFunc(all, fits) {
			t.Errorf("none is signed with the key %s", form)
		}
	}
}

// TestOwnRSA: the RSA key that stands in the source is one, of a size that libraries take.
func TestOwnRSA(t *testing.T) {
	key := ownRSA()
	if err := key.Validate(); err != nil || key.N.BitLen() != 2048 {
		t.Errorf("%d bits: %v", key.N.BitLen(), err)
	}
}
