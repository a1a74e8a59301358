package supabasetest

import "time"

// userJSON is a user as the server sends it.
type userJSON struct {
	ID                 string         `json:"id"`
	Audience           string         `json:"aud"`
	Role               string         `json:"role"`
	Email              string         `json:"email"`
	EmailConfirmedAt   time.Time      `json:"email_confirmed_at,omitzero"`
	Phone              string         `json:"phone"`
	ConfirmationSentAt time.Time      `json:"confirmation_sent_at,omitzero"`
	ConfirmedAt        time.Time      `json:"confirmed_at,omitzero"`
	RecoverySentAt     time.Time      `json:"recovery_sent_at,omitzero"`
	LastSignInAt       time.Time      `json:"last_sign_in_at,omitzero"`
	AppMetadata        map[string]any `json:"app_metadata"`
	UserMetadata       map[string]any `json:"user_metadata"`
	Identities         []identityJSON `json:"identities"`
	CreatedAt          time.Time      `json:"created_at"`
	UpdatedAt          time.Time      `json:"updated_at"`
	BannedUntil        time.Time      `json:"banned_until,omitzero"`
	IsAnonymous        bool           `json:"is_anonymous"`
}

// identityJSON is the one way to log in that the server knows.
type identityJSON struct {
	IdentityID   string         `json:"identity_id"`
	ID           string         `json:"id"`
	UserID       string         `json:"user_id"`
	Data         map[string]any `json:"identity_data"`
	Provider     string         `json:"provider"`
	LastSignInAt time.Time      `json:"last_sign_in_at"`
	CreatedAt    time.Time      `json:"created_at"`
	UpdatedAt    time.Time      `json:"updated_at"`
	Email        string         `json:"email"`
}

// sessionJSON is a session as the server sends it.
type sessionJSON struct {
	AccessToken  string   `json:"access_token"`
	TokenType    string   `json:"token_type"`
	ExpiresIn    int64    `json:"expires_in"` // seconds
	ExpiresAt    int64    `json:"expires_at"` // Unix seconds
	RefreshToken string   `json:"refresh_token"`
	User         userJSON `json:"user"`
}

// loginJSON is the answer to a password login.
type loginJSON struct {
	sessionJSON
	WeakPassword *weak `json:"weak_password"`
}

// appMetadata is that of the user: of anonymous ones there is none.
func (u *user) appMetadata() map[string]any {
	if u.anonymous() {
		return map[string]any{}
	}
	return appMetadata()
}

// appMetadata is the same for everybody with an address: there is one way to log in.
func appMetadata() map[string]any {
	return map[string]any{"provider": "email", "providers": []string{"email"}}
}

// newJSON is the account in the answer that creates it: confirmed_at is a
// generated column of the real server's database, and not read back there.
func (u *user) newJSON() userJSON {
	return userJSON{ID: u.id, Audience: "authenticated", Role: "authenticated", Email: u.email,
		EmailConfirmedAt: u.confirmedAt, ConfirmationSentAt: u.mailedAt, RecoverySentAt: u.magicAt, LastSignInAt: u.signedInAt,
		AppMetadata: u.appMetadata(), UserMetadata: cloneMap(u.metadata), Identities: u.identities(),
		CreatedAt: u.created, UpdatedAt: u.updated, BannedUntil: u.bannedUntil, IsAnonymous: u.anonymous()}
}

// identities are the ways to log in: by e-mail, or none.
func (u *user) identities() []identityJSON {
	if u.anonymous() {
		return []identityJSON{}
	}
	return []identityJSON{{IdentityID: u.identityID, ID: u.id, UserID: u.id, Data: u.emailData(), Provider: "email",
		LastSignInAt: u.created, CreatedAt: u.created, UpdatedAt: u.created, Email: u.email}}
}

// json is the account in all other answers.
func (u *user) json() userJSON {
	j := u.newJSON()
	j.ConfirmedAt = u.confirmedAt
	return j
}

// emailData is what the server notes of an address at sign-up.
func (u *user) emailData() map[string]any {
	return map[string]any{"email": u.email, "email_verified": u.identityVerified, "phone_verified": false, "sub": u.id}
}
