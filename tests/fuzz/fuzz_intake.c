/* Files of any kind. Properties: at least one page, a page's image has the size it tells, a refusal names the file.
 * Small limits keep a hostile header from asking for gigabytes. */
#include "fuzz/fuzz.h"

#include "coversheet.h"
#include "intake.h"

#include <leptonica/allheaders.h>

static void check_sheet(PIX *image)
{
    struct sheet sheet;
    MUST_HOLD(sheet_read(image, &sheet) == ST_OK && sheet.kind <= SHEET_SEPARATOR);
    MUST_HOLD(sheet_phi(&sheet.mrn).n < SHEET_TEXT_BYTES && sheet_phi(&sheet.account).n < SHEET_TEXT_BYTES);
}

static void check_page(struct intake *in, int number)
{
    struct page page = {.arena = fuzz_arena()};
    enum status st = intake_page(in, number, &page);
    MUST_HOLD(st == ST_OK || error_message()[0]);
    if (st == ST_OK && page.image) MUST_HOLD(pixGetWidth(page.image) == page.width_px && pixGetHeight(page.image) == page.height_px);
    if (st == ST_OK && !page.image) MUST_HOLD(utf8_valid_length((struct str){page.text.p, page.text.n}) == page.text.n);
    if (st == ST_OK && page.image) check_sheet(page.image);
    page_clear(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct config c = *fuzz_config();
    struct intake *in;
    c.max_mpixel = 4;
    c.max_pages = 20;
    if (n >= 5 && memcmp(data, "%PDF-", 5) == 0) return 0; /* a child process of poppler-utils: nothing of ours to find */
    setMsgSeverity(L_SEVERITY_NONE);
    const char *path = fuzz_file(data, n);
    if (intake_open(path, &c, &in) != ST_OK) {
        MUST_HOLD(strstr(error_message(), path) != NULL);
        return 0;
    }
    MUST_HOLD(intake_page_count(in) >= 1 && strlen(intake_sha256(in)) == SHA256_HEX_BYTES - 1);
    for (int i = 1; i <= intake_page_count(in) && i <= 3; i++) check_page(in, i);
    intake_close(in);
    return 0;
}
