package probe

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net"
	"net/url"
	"strings"
)

// derived are keys that anybody can make of user 1's address and ID.
func (k *keyring) derived() (keys []string, missing string) {
	one := k.config.Users[0]
	for _, text := range []string{strings.ToLower(one.Email), one.Subject} {
		if text == "" {
			continue
		}
		short, older, newer := md5.Sum([]byte(text)), sha1.Sum([]byte(text)), sha256.Sum256([]byte(text))
		keys = append(keys, hex.EncodeToString(short[:]), hex.EncodeToString(older[:]), hex.EncodeToString(newer[:]), base64.StdEncoding.EncodeToString([]byte(text)))
	}
	if len(keys) == 0 {
		return nil, "User 1's ID and e-mail address are not known"
	}
	return keys, ""
}

// places are where keys are published: the provider's, and ours; "" for what is not known.
type places struct{ provider, listener string }

func (k *keyring) places() places {
	at := places{listener: k.listener.address()}
	if k.config.Provider != nil {
		at.provider = k.config.Provider.URL
	}
	return at
}

// alike are addresses of our own listener that begin, or end, like another one: with that as
// the name of a user, as the first labels of a name on this machine, and as the path.
func (at places) alike(address string) []string {
	its, err := url.Parse(strings.TrimRight(address, "/"))
	ours, failed := url.Parse(at.listener)
	if err != nil || failed != nil || its.Host == "" || ours.Host == "" {
		return nil
	}
	list := []string{its.Scheme + "://" + its.Host + "@" + ours.Host + its.Path, at.listener + "/" + its.String()}
	if net.ParseIP(its.Hostname()) == nil && its.Port() == "" { // else it is no name any more
		list = append(list, its.Scheme+"://"+its.Hostname()+".localhost:"+ours.Port()+its.Path)
	}
	return list
}
