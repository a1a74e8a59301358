package probe

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"maps"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"

	"authcheck/scenario/catalog"
	"authcheck/supabase"
)

// ownSecret signs by HS256 what nobody's secret has signed.
var ownSecret = []byte("authcheck: a key that nobody uses to sign")

// ownKeyID names our own keys.
const ownKeyID = "authcheck"

// Key IDs that are paths: of an empty file, and of one whose content everybody knows.
var (
	noFile    = strings.Repeat("../", 12) + "dev/null"
	knownFile = strings.Repeat("../", 12) + "proc/sys/kernel/randomize_va_space"
)

// own are the keys that forged tokens are signed with.
type own struct {
	ec          *ecdsa.PrivateKey
	rsa         *rsa.PrivateKey
	ed          ed25519.PrivateKey
	certificate string // of the first, as x5c has it; "" for none
}

// primes make the RSA key that forged tokens are signed with, as ownSecret is the secret:
// nobody trusts it, so it is no secret, and to look for others takes longer than all the rest.
var primes = [2]string{
	"Pi6Eu8A4Y4G9hYZfmNdRQmavjYYDebZygPSGl6kSeInd98bpnXlT0oVuHDotqABM8I3nLNuJHereJwKuslkCCL1pXAsqZ0ooNFKYbwpdqq6LpSjAt90K1NKQx6jF9IhJ4BmAdPp7yDJPaDlMtLILBnnk5UZ9BqQv0bUN9eAgbOlp",
	"UwUfONmAeN4RLPkQWXHd8eavM6vkL8pSvYEwxzu2bK1IrYHxeE87DX7Y2iPhwUVNDBNQMmddMK4KL8wvYocQxxfa6bYNpIGIzrOie9XtXRx3JGCN2ytLmaVqmMFonKbRjp6tYFNOHkJqSQXkXCQVy6wozhvoEk7Khwq5s5tFDsZ7",
}

// exponent is that of most RSA keys.
const exponent = 65537

// ownRSA is the RSA key of the primes.
func ownRSA() *rsa.PrivateKey {
	p, _ := new(big.Int).SetString(primes[0], big.MaxBase)
	q, _ := new(big.Int).SetString(primes[1], big.MaxBase)
	one := big.NewInt(1)
	order := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: exponent},
		D: new(big.Int).ModInverse(big.NewInt(exponent), order), Primes: []*big.Int{p, q}}
	key.Precompute()
	return key
}

// ownKeys are made once.
var ownKeys = sync.OnceValue(func() own {
	k := own{rsa: ownRSA()}
	k.ec, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader) // never fails since Go 1.24
	_, k.ed, _ = ed25519.GenerateKey(rand.Reader)
	about := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: ownKeyID},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour)}
	if der, err := x509.CreateCertificate(rand.Reader, about, about, &k.ec.PublicKey, k.ec); err == nil {
		k.certificate = base64.StdEncoding.EncodeToString(der)
	}
	return k
})

// fitting is one of our own keys that a method can sign with.
func (k own) fitting(method jwt.SigningMethod) any {
	switch method {
	case jwt.SigningMethodES384:
		key, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
		return key
	case jwt.SigningMethodES512:
		key, _ := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
		return key
	}
	switch method.(type) {
	case *jwt.SigningMethodECDSA:
		return k.ec
	case *jwt.SigningMethodRSA, *jwt.SigningMethodRSAPSS:
		return k.rsa
	case *jwt.SigningMethodEd25519:
		return k.ed
	}
	return ownSecret
}

// published is the key as a provider would publish it.
func (k own) published() jose.JSONWebKey {
	return jose.JSONWebKey{Key: &k.ec.PublicKey, KeyID: ownKeyID, Algorithm: "ES256", Use: "sig"}
}

// brought is a token that brings its key along, and its certificate: one request carries
// both, as code reads one of them.
func (f forging) brought() forgery {
	k := ownKeys()
	return tokens(f.signedWith(jwt.SigningMethodES256, map[string]any{"kid": ownKeyID, "jwk": k.published(), "x5c": []string{k.certificate}}, k.ec))
}

// addressed are tokens that say where their key is: at our own listener.
func (f forging) addressed() forgery {
	if f.listener == "" {
		return forgery{missing: "the server is not on this machine: it can't be told to fetch our own keys"}
	}
	k := ownKeys()
	key := map[string]any{"kid": ownKeyID}
	header := map[string]any{"kid": ownKeyID, "jku": f.listener + "/jwks.json", "x5u": f.listener + "/chain.pem"}
	issued := f
	issued.claims = jwt.MapClaims{}
	for name, value := range f.claims {
		issued.claims[name] = value
	}
	issued.claims["iss"] = f.listener
	return tokens(f.signedWith(jwt.SigningMethodES256, header, k.ec), issued.signedWith(jwt.SigningMethodES256, key, k.ec))
}

// alikeIssuers are tokens of issuers that are written like the provider, and are our own
// listener: code may compare how an address begins, or look for the provider in it.
func (f forging) alikeIssuers() forgery {
	if f.listener == "" {
		return forgery{missing: "the server is not on this machine: it can't be told to fetch our own keys"}
	}
	said, _ := f.claims["iss"].(string)
	own := f.alike(said)
	if len(own) == 0 {
		own = f.alike(f.provider)
	}
	if len(own) == 0 {
		return forgery{missing: "it is not known where the provider is"}
	}
	var list []string
	for _, address := range own {
		issued := f
		issued.claims = maps.Clone(f.claims)
		issued.claims["iss"] = address
		header := map[string]any{"kid": ownKeyID, "jku": address + "/.well-known/jwks.json"}
		list = append(list, issued.signedWith(jwt.SigningMethodES256, header, ownKeys().ec))
	}
	return tokens(list...)
}

// withKeyID is signed with a secret, and names whatever key.
func (f forging) withKeyID(id any, secret string) string {
	return f.signedWith(jwt.SigningMethodHS256, map[string]any{"kid": id}, []byte(secret))
}

// published are signed with secrets that stand in documentation.
func (f forging) published() forgery {
	var list []string
	for _, known := range catalog.PublishedSecrets[:catalog.TriedSecrets] {
		list = append(list, signed(jwt.SigningMethodHS256, f.claims, f.header, []byte(known.Secret)))
	}
	return tokens(list...)
}

const noPublicKey = "the provider publishes no public key"

// confused is signed HS256 with what everybody knows: the public keys, in the forms in
// which people paste them.
func (f forging) confused() forgery {
	var forms []string
	for _, key := range f.signing() {
		forms = append(forms, formsOfKey(key)...)
	}
	if len(forms) == 0 {
		return forgery{missing: noPublicKey}
	}
	var list []string
	for _, form := range forms {
		if form != "" {
			list = append(list, signed(jwt.SigningMethodHS256, f.claims, f.header, []byte(form)))
		}
	}
	return tokens(list...)
}

// confusedOdd is the same with what fewer people paste, or what code reads out of a key.
func (f forging) confusedOdd() forgery {
	var list []string
	for _, key := range f.signing() {
		for _, form := range oddFormsOfKey(key) {
			list = append(list, signed(jwt.SigningMethodHS256, f.claims, f.header, form))
		}
	}
	if len(list) == 0 {
		return forgery{missing: noPublicKey}
	}
	if set := textOf(f.keys); set != "" {
		list = append(list, signed(jwt.SigningMethodHS256, f.claims, f.header, []byte(set)))
	}
	return tokens(list...)
}

// signing are the keys that the real token says it is signed with; all, where it does not.
func (f forging) signing() []supabase.JWK {
	for _, key := range f.keys {
		if key.KeyID != "" && key.KeyID == f.header["kid"] {
			return []supabase.JWK{key}
		}
	}
	return f.keys
}

// formsOfKey are the texts that a public key is pasted as, the likeliest first.
func formsOfKey(key supabase.JWK) []string {
	wrapped, trimmed, lines := blocks(key)
	if lines == nil {
		return nil
	}
	older := ""
	if der := pkcs1(key); der != nil {
		older = pemOf("RSA PUBLIC KEY", der)
	}
	return []string{wrapped, trimmed, strings.Join(lines[1:len(lines)-1], ""), strings.Join(lines, `\n`), older, key.Text}
}

// oddFormsOfKey are its bytes, further texts, and its certificate where it is published.
func oddFormsOfKey(key supabase.JWK) [][]byte {
	_, _, lines := blocks(key)
	if lines == nil {
		return nil
	}
	der, _ := base64.StdEncoding.DecodeString(strings.Join(lines[1:len(lines)-1], "")) // is what was written
	forms := [][]byte{der, []byte(strings.Join(lines, "")), []byte(strings.Join(lines, " "))}
	if older := pkcs1(key); older != nil {
		forms = append(forms, older, []byte(strings.TrimSpace(pemOf("RSA PUBLIC KEY", older))), []byte(base64.StdEncoding.EncodeToString(older)))
	}
	if len(key.Certificates) == 0 {
		return forms
	}
	certificate, err := base64.StdEncoding.DecodeString(key.Certificates[0])
	if err != nil {
		return forms
	}
	text := pemOf("CERTIFICATE", certificate)
	return append(forms, []byte(text), []byte(strings.TrimSpace(text)), []byte(key.Certificates[0]), certificate)
}

// blocks is a key as a PEM block: whole, without its last newline, in lines; nil where it is none.
func blocks(key supabase.JWK) (wrapped, trimmed string, lines []string) {
	text, err := key.PEM()
	if err != nil {
		return "", "", nil
	}
	trimmed = strings.TrimSpace(string(text))
	return string(text), trimmed, strings.Split(trimmed, "\n")
}

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// pkcs1 is an RSA key in the older form, nil for others.
func pkcs1(key supabase.JWK) []byte {
	public, _ := key.PublicKey()
	modulus, ok := public.(*rsa.PublicKey)
	if !ok {
		return nil
	}
	return x509.MarshalPKCS1PublicKey(modulus)
}

// textOf is the set of keys as it is published, "" where that is not known.
func textOf(keys []supabase.JWK) string {
	texts := make([]string, len(keys))
	for i, key := range keys {
		if key.Text == "" {
			return ""
		}
		texts[i] = key.Text
	}
	return `{"keys":[` + strings.Join(texts, ",") + `]}`
}

// renamed says another algorithm in the header of a token that has no signature.
func renamed(token, algorithm string) string {
	parts := strings.Split(token, ".")
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil {
		return ""
	}
	changed := strings.Replace(string(header), `"none"`, `"`+algorithm+`"`, 1)
	return base64.RawURLEncoding.EncodeToString([]byte(changed)) + "." + strings.Join(parts[1:], ".")
}
