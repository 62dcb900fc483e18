/* Logons: what is checked, in which order, and the token. */
#include <string.h>

#include "base/text.h"
#include "identity/identity.h"
#include "identity/token.h"

/* A bindery password is folded before it is hashed; NT tells the cases apart. */
static bool is_password(const struct identity *who, const char *password)
{
    return who->system == IDENTITY_NETWARE ? text_equal(who->password, password)
                                           : strcmp(who->password, password) == 0;
}

static enum status check_password(struct identity *who, const char *password)
{
    if (is_password(who, password)) {
        who->bad_logons = 0;
        return ST_OK;
    }
    who->bad_logons++;
    if (who->lockout_limit != 0 && who->bad_logons >= who->lockout_limit) {
        who->is_locked = true;
    }
    return ST_LOGON_FAILURE;
}

/* Order of the bindery's checks: as mars_nwe makes them. An expired account answers as a disabled
 * one. */
static enum status netware_logon(struct identity *who, const char *password, uint64_t now_us)
{
    if (who->connections_max != 0 && who->connections >= who->connections_max) {
        return ST_ACCOUNT_RESTRICTION;
    }
    if (who->is_disabled || now_us >= who->expires_us) {
        return ST_ACCOUNT_DISABLED;
    }
    if (who->is_locked) {
        return ST_ACCOUNT_LOCKED_OUT;
    }
    const enum status st = check_password(who, password);
    if (st != ST_OK) {
        return st;
    }
    return now_us >= who->password_expires_us ? ST_PASSWORD_EXPIRED : ST_OK;
}

/* NT tells what is wrong with an account only to those who know its password; a lockout to
 * everybody. */
static enum status nt_logon(struct identity *who, const char *password,
                            enum identity_logon_kind kind, uint64_t now_us)
{
    if (who->is_locked) {
        return ST_ACCOUNT_LOCKED_OUT;
    }
    const enum status st = check_password(who, password);
    if (st != ST_OK) {
        return st;
    }
    if (who->is_disabled || now_us >= who->expires_us) {
        return ST_ACCOUNT_DISABLED;
    }
    if (now_us >= who->password_expires_us) {
        return ST_PASSWORD_EXPIRED;
    }
    if ((kind == LOGON_SERVICE && !who->may_logon_service) ||
        (kind == LOGON_NETWORK && !who->may_logon_network)) {
        return ST_LOGON_TYPE;
    }
    return ST_OK;
}

enum status identity_logon(struct identities *all, struct identity *who, const char *password,
                           enum identity_logon_kind kind, uint64_t now_us,
                           struct identity_token *token_out)
{
    if (who == NULL || who->is_removed || who->kind != IDENTITY_USER) {
        return ST_LOGON_FAILURE;
    }
    const enum status st = who->system == IDENTITY_NETWARE ? netware_logon(who, password, now_us)
                                                           : nt_logon(who, password, kind, now_us);
    return st == ST_OK ? token_take(all, who, kind, token_out) : st;
}
