/* The only file that talks to R. Every call from R comes in through .External(kerros_call, "name", ...):
 * arguments become views, the Rust side answers with a value that it owns, the value becomes an R object.
 * R may leave this file by longjmp at any allocation: no Rust frame is ever below one, and
 * R_UnwindProtect frees the value. */
#include <R.h>
#include <Rinternals.h>
#include <R_ext/Rdynload.h>
#include <stdint.h>

/* As in bridge.rs. */
enum { NUL, DOUBLE, INTEGER_, LOGICAL_, TEXT, HANDLE, LIST, RAW_, FOREIGN };

typedef struct kerros_arg {
    int32_t kind;
    uint64_t len;
    const void *data; /* of a text: char pointers, NULL for NA; of a list: arguments */
    const int32_t *dim;
    uint64_t dims;
    const char *const *names; /* as many as `len`, or NULL */
} kerros_arg;

typedef struct kerros_value kerros_value;
kerros_value *kerros_dispatch(const char *name, const kerros_arg *args, uint64_t n);
void kerros_value_free(kerros_value *);
int32_t kerros_value_kind(const kerros_value *);
uint64_t kerros_value_len(const kerros_value *);
uint64_t kerros_value_dims(const kerros_value *);
int32_t kerros_value_fill(const kerros_value *, void *to); /* 0 when a panic stopped it */
void kerros_value_fill_dim(const kerros_value *, int32_t *to);
const char *kerros_value_text(const kerros_value *, uint64_t i, uint64_t *bytes);
const char *kerros_value_name(const kerros_value *, uint64_t i, uint64_t *bytes);
const char *kerros_value_class(const kerros_value *);
const kerros_value *kerros_value_item(const kerros_value *, uint64_t i);
void *kerros_value_take_handle(const kerros_value *);
void kerros_handle_free(void *);

static SEXP tag(void) { return Rf_install("kerros_handle"); }

static void finish_handle(SEXP p) {
    void *h = R_ExternalPtrAddr(p);
    R_ClearExternalPtr(p);
    if (h) kerros_handle_free(h);
}

/* The strings of a character vector in UTF-8. */
static const char **texts(SEXP x) {
    const char **s = (const char **) R_alloc((size_t) XLENGTH(x) + 1, sizeof(char *));
    for (R_xlen_t i = 0; i < XLENGTH(x); i++)
        s[i] = STRING_ELT(x, i) == NA_STRING ? NULL : Rf_translateCharUTF8(STRING_ELT(x, i));
    return s;
}

static kerros_arg view(SEXP x) {
    kerros_arg a = {FOREIGN, 0, NULL, NULL, 0, NULL};
    switch (TYPEOF(x)) {
    case NILSXP: a.kind = NUL; return a;
    case REALSXP: a.kind = DOUBLE; a.data = REAL_RO(x); break;
    case INTSXP: a.kind = INTEGER_; a.data = INTEGER_RO(x); break;
    case LGLSXP: a.kind = LOGICAL_; a.data = LOGICAL_RO(x); break;
    case RAWSXP: a.kind = RAW_; a.data = RAW_RO(x); break;
    case STRSXP: a.kind = TEXT; a.data = texts(x); break;
    case VECSXP: {
        kerros_arg *items = (kerros_arg *) R_alloc((size_t) XLENGTH(x) + 1, sizeof(kerros_arg));
        for (R_xlen_t i = 0; i < XLENGTH(x); i++) items[i] = view(VECTOR_ELT(x, i));
        a.kind = LIST;
        a.data = items;
        break;
    }
    case EXTPTRSXP:
        if (R_ExternalPtrTag(x) == tag()) {
            a.kind = HANDLE;
            a.data = R_ExternalPtrAddr(x);
        }
        return a;
    default: return a;
    }
    a.len = (uint64_t) XLENGTH(x);
    SEXP dim = Rf_getAttrib(x, R_DimSymbol);
    if (TYPEOF(dim) == INTSXP) {
        a.dim = INTEGER_RO(dim);
        a.dims = (uint64_t) XLENGTH(dim);
    }
    if (a.kind == LIST) {
        SEXP names = Rf_getAttrib(x, R_NamesSymbol);
        if (TYPEOF(names) == STRSXP) a.names = texts(names);
    }
    return a;
}

static SEXP text(const char *s, uint64_t bytes) {
    return s ? Rf_mkCharLenCE(s, (int) bytes, CE_UTF8) : NA_STRING;
}

static void fill(const kerros_value *v, void *to) {
    if (!kerros_value_fill(v, to)) Rf_error("kerros: a bug while an array was written");
}

static SEXP object(const kerros_value *v) {
    R_xlen_t n = (R_xlen_t) kerros_value_len(v);
    uint64_t bytes = 0, dims = kerros_value_dims(v);
    SEXP out = R_NilValue;
    switch (kerros_value_kind(v)) {
    case DOUBLE: out = PROTECT(Rf_allocVector(REALSXP, n)); fill(v, REAL(out)); break;
    case INTEGER_: out = PROTECT(Rf_allocVector(INTSXP, n)); fill(v, INTEGER(out)); break;
    case LOGICAL_: out = PROTECT(Rf_allocVector(LGLSXP, n)); fill(v, LOGICAL(out)); break;
    case RAW_: out = PROTECT(Rf_allocVector(RAWSXP, n)); fill(v, RAW(out)); break;
    case TEXT:
        out = PROTECT(Rf_allocVector(STRSXP, n));
        for (R_xlen_t i = 0; i < n; i++) {
            const char *s = kerros_value_text(v, (uint64_t) i, &bytes);
            SET_STRING_ELT(out, i, text(s, bytes));
        }
        break;
    case LIST: {
        out = PROTECT(Rf_allocVector(VECSXP, n));
        SEXP names = PROTECT(Rf_allocVector(STRSXP, n));
        int named = 0;
        for (R_xlen_t i = 0; i < n; i++) {
            SET_VECTOR_ELT(out, i, object(kerros_value_item(v, (uint64_t) i)));
            const char *s = kerros_value_name(v, (uint64_t) i, &bytes);
            named |= bytes > 0;
            SET_STRING_ELT(names, i, text(s, bytes));
        }
        if (named) Rf_setAttrib(out, R_NamesSymbol, names);
        UNPROTECT(1);
        break;
    }
    case HANDLE:
        out = PROTECT(R_MakeExternalPtr(NULL, tag(), R_NilValue));
        R_RegisterCFinalizerEx(out, finish_handle, TRUE);
        R_SetExternalPtrAddr(out, kerros_value_take_handle(v));
        break;
    default: return R_NilValue;
    }
    if (dims) {
        SEXP dim = PROTECT(Rf_allocVector(INTSXP, (R_xlen_t) dims));
        kerros_value_fill_dim(v, INTEGER(dim));
        Rf_setAttrib(out, R_DimSymbol, dim);
        UNPROTECT(1);
    }
    const char *class = kerros_value_class(v);
    if (class) {
        Rf_setAttrib(out, R_ClassSymbol, PROTECT(Rf_mkString(class)));
        UNPROTECT(1);
    }
    UNPROTECT(1);
    return out;
}

static SEXP build(void *v) { return object(v); }

/* Runs when `build` returns and when R jumps out of it. */
static void release(void *v, Rboolean jump) {
    (void) jump;
    kerros_value_free(v);
}

SEXP kerros_call(SEXP args) {
    args = CDR(args);
    const char *name = CHAR(STRING_ELT(CAR(args), 0));
    args = CDR(args);
    R_xlen_t n = Rf_xlength(args);
    kerros_arg *views = (kerros_arg *) R_alloc((size_t) n + 1, sizeof(kerros_arg));
    for (R_xlen_t i = 0; i < n; i++, args = CDR(args)) views[i] = view(CAR(args));

    kerros_value *v = kerros_dispatch(name, views, (uint64_t) n);
    SEXP again = PROTECT(R_MakeUnwindCont());
    SEXP out = R_UnwindProtect(build, v, release, v, again);
    UNPROTECT(1);
    return out;
}

/* Called by the loop in R between polls; R may jump from here. */
SEXP kerros_check_interrupt(void) {
    R_CheckUserInterrupt();
    return R_NilValue;
}

static const R_ExternalMethodDef externals[] = {
    {"kerros_call", (DL_FUNC) &kerros_call, -1}, {NULL, NULL, 0}};
static const R_CallMethodDef calls[] = {
    {"kerros_check_interrupt", (DL_FUNC) &kerros_check_interrupt, 0}, {NULL, NULL, 0}};

void R_init_kerros(DllInfo *dll) {
    R_registerRoutines(dll, NULL, calls, NULL, externals);
    R_useDynamicSymbols(dll, FALSE);
    R_forceSymbols(dll, TRUE);
}
