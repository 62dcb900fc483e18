/*
 * ccm_keywords -- the keywords of the message format, for its reader and its writer only (ccm.h)
 */
#ifndef CONNECTOR_BASE_CCM_KEYWORDS_H
#define CONNECTOR_BASE_CCM_KEYWORDS_H

#include "base/ccm.h"

static const char message_keyword[] = "Message:";
static const char contents_keyword[] = "Contents:";
static const char text_item_keyword[] = "Text item:";
static const char file_item_keyword[] = "File item:";
static const char *const address_keywords[] = {
    [CCM_TO] = "To:", [CCM_CC] = "Cc:", [CCM_BCC] = "Bcc:"};

#endif
