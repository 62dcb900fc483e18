/* Logons: what is checked, in which order. */
#include <string.h>

#include "base/text.h"
#include "identity/identity.h"
#include "identity/token.h"

static const uint64_t half_hour_us = 1800000000;

/* A bindery password is folded before it is hashed; NT tells the cases apart. */
static bool is_password(const struct identity *who, const char *password)
{
    return who->system == IDENTITY_NETWARE ? text_equal(who->password, password)
                                           : strcmp(who->password, password) == 0;
}

bool identity_is_locked(struct identity *who, uint64_t now_us)
{
    if (who->is_locked && now_us >= who->locked_until_us) {
        who->is_locked = false;
        who->bad_logons = 0;
        who->locked_until_us = UINT64_MAX;
    }
    return who->is_locked;
}

static uint64_t later(uint64_t now_us, uint64_t span_us)
{
    return span_us > UINT64_MAX - now_us ? UINT64_MAX : now_us + span_us;
}

static enum status check_password(struct identity *who, const struct identity_attempt *attempt)
{
    if (is_password(who, attempt->password)) {
        who->bad_logons = 0;
        return ST_OK;
    }
    if (attempt->now_us >= later(who->bad_logon_us, who->bad_window_us)) {
        who->bad_logons = 0;
    }
    who->bad_logons++;
    who->bad_logon_us = attempt->now_us;
    if (who->lockout_limit != 0 && who->bad_logons >= who->lockout_limit) {
        who->is_locked = true;
        who->locked_until_us = later(attempt->now_us, who->lockout_us);
    }
    return ST_LOGON_FAILURE;
}

/* --- hours and stations --- */

/* Which half hour of the week it is, and how far into it. 1 January 1970 was a Thursday. */
static uint32_t half_hour_at(const struct identities *all, uint64_t now_us, uint64_t *into_us_out)
{
    enum { THURSDAY_HALF_HOURS = 4 * 48 };
    const uint64_t utc_us = identities_epoch(all) * 1000 + now_us;
    *into_us_out = utc_us % half_hour_us;
    return (uint32_t)((utc_us / half_hour_us + THURSDAY_HALF_HOURS) % IDENTITY_HALF_HOURS);
}

static bool is_open_at(const struct identity_hours *hours, uint32_t half_hour)
{
    return (hours->map[half_hour / 8] >> half_hour % 8 & 1) != 0;
}

static bool is_open_now(const struct identities *all, const struct identity *who, uint64_t now_us)
{
    uint64_t into_us = 0;
    return who->hours == NULL || is_open_at(who->hours, half_hour_at(all, now_us, &into_us));
}

uint64_t identity_open_until(const struct identities *all, const struct identity *who,
                             uint64_t now_us)
{
    uint64_t until_us = who->expires_us;
    uint64_t into_us = 0;
    const uint32_t first = half_hour_at(all, now_us, &into_us);
    for (uint32_t i = 0; who->hours != NULL && i < IDENTITY_HALF_HOURS; i++) {
        if (!is_open_at(who->hours, (first + i) % IDENTITY_HALF_HOURS)) {
            const uint64_t end_us = i == 0 ? now_us : now_us - into_us + i * half_hour_us;
            return end_us < until_us ? end_us : until_us;
        }
    }
    return until_us;
}

static bool may_come_from(const struct identity *who, const char *station)
{
    const struct identity_station *allowed = who->stations;
    while (allowed != NULL && (station == NULL || !text_equal(allowed->name, station))) {
        allowed = allowed->next;
    }
    return who->stations == NULL || allowed != NULL;
}

/* --- NetWare --- */

/* Each logon with an expired password takes one of those that are left. */
static enum status check_password_age(struct identity *who, uint64_t now_us)
{
    if (now_us < who->password_expires_us) {
        return ST_OK;
    }
    if (who->grace_logons == 0) {
        return ST_PASSWORD_EXPIRED;
    }
    who->grace_logons--;
    return ST_OK;
}

/* Order of the bindery's checks: as mars_nwe makes them. An expired account answers as a disabled
 * one. */
static enum status netware_logon(const struct identities *all, struct identity *who,
                                 const struct identity_attempt *attempt)
{
    if (!may_come_from(who, attempt->station)) {
        return ST_LOGON_STATION;
    }
    if (who->connections_max != 0 && who->connections >= who->connections_max) {
        return ST_ACCOUNT_RESTRICTION;
    }
    if (who->is_disabled || attempt->now_us >= who->expires_us) {
        return ST_ACCOUNT_DISABLED;
    }
    if (identity_is_locked(who, attempt->now_us)) {
        return ST_ACCOUNT_LOCKED_OUT;
    }
    const enum status st = check_password(who, attempt);
    if (st != ST_OK) {
        return st;
    }
    if (who->lacks_balance) {
        return ST_ACCOUNT_RESTRICTION;
    }
    return is_open_now(all, who, attempt->now_us) ? check_password_age(who, attempt->now_us)
                                                  : ST_LOGON_HOURS;
}

/* --- NT --- */

/* NT tells what is wrong with an account only to those who know its password; a lockout to
 * everybody. */
static enum status nt_logon(const struct identities *all, struct identity *who,
                            const struct identity_attempt *attempt)
{
    if (identity_is_locked(who, attempt->now_us)) {
        return ST_ACCOUNT_LOCKED_OUT;
    }
    const enum status st = check_password(who, attempt);
    if (st != ST_OK) {
        return st;
    }
    if (who->is_disabled || attempt->now_us >= who->expires_us) {
        return ST_ACCOUNT_DISABLED;
    }
    if (!is_open_now(all, who, attempt->now_us)) {
        return ST_LOGON_HOURS;
    }
    if (!may_come_from(who, attempt->station)) {
        return ST_LOGON_STATION;
    }
    if (attempt->now_us >= who->password_expires_us) {
        return ST_PASSWORD_EXPIRED;
    }
    if (who->must_change && attempt->kind != LOGON_INTERACTIVE) {
        return ST_MUST_CHANGE_PASSWORD; /* nobody is there to think of one */
    }
    if ((attempt->kind == LOGON_INTERACTIVE && who->lacks_local_logon) ||
        (attempt->kind == LOGON_SERVICE && !who->may_logon_service) ||
        (attempt->kind == LOGON_NETWORK && !who->may_logon_network)) {
        return ST_LOGON_TYPE;
    }
    return ST_OK;
}

enum status identity_logon(struct identities *all, struct identity *who,
                           const struct identity_attempt *attempt, struct identity_token *token_out)
{
    if (who == NULL || who->is_removed || who->kind != IDENTITY_USER) {
        return ST_LOGON_FAILURE;
    }
    const enum status st = who->system == IDENTITY_NETWARE ? netware_logon(all, who, attempt)
                                                           : nt_logon(all, who, attempt);
    return st == ST_OK ? token_take(all, who, attempt->kind, token_out) : st;
}
