package supabase_test

import (
	"encoding/base64"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// claimsOf reads a token without verifying it.
func claimsOf(token string) jwt.MapClaims {
	claims := jwt.MapClaims{}
	_, _, err := jwt.NewParser().ParseUnverified(token, claims)
	if err != nil {
		panic(err)
	}
	return claims
}

// tampered is a token with another signature of the same length.
func tampered(token string) string {
	i := strings.LastIndex(token, ".") + 1
	flipped := byte('A')
	if token[i] == 'A' {
		flipped = 'B'
	}
	return token[:i] + string(flipped) + token[i+1:]
}

// signatureError is what verifying a tampered token says.
func signatureError(token string) string {
	if strings.Contains(headerOf(token), "ES256") {
		return "crypto/ecdsa: verification error"
	}
	return "signature is invalid"
}

func headerOf(token string) string {
	head, _ := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	return string(head)
}
