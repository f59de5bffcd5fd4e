/* Judges one form of a function in float against libm's double, as a programmer would write it:
   the error in ulp of the truth, how many floats are beyond 4, and the largest.
   usage: judge FUNCTION LENGTH FIRST...   (patterns FIRST ... FIRST + LENGTH - 1 of each block) */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static float sigmoid_form(float x) { return 1.0f / (1.0f + expf(-x)); }
static double sigmoid_truth(double x) { return 1.0 / (1.0 + exp(-x)); }

static float pair_form(float x) {
    float a = fmaxf(x, 0.0f);
    return a + logf(expf(x - a) + expf(0.0f - a));
}
static double pair_truth(double x) { return fmax(x, 0.0) + log1p(exp(-fabs(x))); }

static float softplus_form(float x) { return fmaxf(x, 0.0f) + log1pf(expf(-fabsf(x))); }

/* The spacing of float at a double: a power of two, by its bits. */
static double ulp_of(double truth) {
    uint64_t bits, least = (uint64_t)(1023 - 126) << 52;
    memcpy(&bits, &truth, sizeof bits);
    bits &= 0x7FF0000000000000u;
    if (bits < least) bits = least;
    memcpy(&truth, &bits, sizeof bits);
    return truth * 0x1p-23;
}

#define JUDGE(form, truth)                                                   \
    for (int k = 3; k < argc; k++) {                                         \
        uint32_t first = (uint32_t)strtoul(argv[k], NULL, 10);               \
        for (uint32_t p = first; p < first + length; p++) {                  \
            float x;                                                         \
            memcpy(&x, &p, sizeof x);                                        \
            double t = truth(x), e = fabs((double)form(x) - t) / ulp_of(t);  \
            if (!(e <= 4)) beyond++;                                         \
            if (e > worst) worst = e;                                        \
        }                                                                    \
    }

int main(int argc, char **argv) {
    uint32_t length = (uint32_t)strtoul(argv[2], NULL, 10);
    uint64_t beyond = 0;
    double worst = 0;
    clock_t start = clock();
    if (!strcmp(argv[1], "sigmoid")) JUDGE(sigmoid_form, sigmoid_truth)
    else if (!strcmp(argv[1], "pair")) JUDGE(pair_form, pair_truth)
    else JUDGE(softplus_form, pair_truth)
    printf("%.6f %llu %g\n", (double)(clock() - start) / CLOCKS_PER_SEC,
           (unsigned long long)beyond, worst);
    return 0;
}
