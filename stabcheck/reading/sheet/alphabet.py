"""What LaTeX commands and Unicode characters stand for in a formula: tables, and nothing else."""

from __future__ import annotations

__all__ = [
    "ACCENTS",
    "DROPPED",
    "FUNCTIONS",
    "GREEK",
    "RELATIONS",
    "SCRIPTS",
    "SEPARATORS",
    "SPELLINGS",
    "SYMBOLS",
]

#: Commands that are letters.
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "varrho": "ρ",
    "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
}  # fmt: skip

#: Functions with a customary meaning, by every name they go by, and their row in the table of
#: operations.
FUNCTIONS = {
    name: name
    for name in ("exp", "log", "tanh", "sinh", "cosh", "sqrt", "log1p", "expm1", "erf", "erfc")
} | {"ln": "log", "abs": "absolute", "sgn": "sign", "sign": "sign", "logaddexp": "logaddexp"}

#: Commands and characters that are operators, in one spelling each.
SYMBOLS = {
    r"\cdot": "*", r"\times": "*", r"\ast": "*", "·": "*", "×": "*", "∗": "*", "⋅": "*",
    "−": "-", "–": "-", r"\div": "/", "÷": "/", "∕": "/",
    r"\lvert": "|(", r"\rvert": ")|", r"\vert": "|", "∣": "|",
    r"\{": "(", r"\}": ")", r"\lbrace": "(", r"\rbrace": ")",
    r"\lbrack": "[", r"\rbrack": "]",
    r"\sum": "sum", "∑": "sum", "Σ": "sum", r"\max": "max", r"\min": "min",
    r"\partial": "∂", "√": "sqrt", r"\dots": "…", r"\ldots": "…", r"\cdots": "…",
    r"\infty": "∞", "⊤": "⊤", r"\top": "⊤", r"\intercal": "⊤", r"\prime": "'", "′": "'", "’": "'",
    r"\frac": "frac", r"\dfrac": "frac", r"\tfrac": "frac", r"\cfrac": "frac",
    r"\\": "newline", r"\cr": "newline", r"\tabularnewline": "newline",
    r"\lVert": "‖", r"\rVert": "‖", r"\|": "‖", r"\Vert": "‖",
}  # fmt: skip

#: Relations in one spelling each; only ``=`` and ``:=`` claim an equality.
RELATIONS = {
    "=": "=", r"\equiv": "=", "≡": "=", r"\doteq": "=", r"\triangleq": ":=", "≔": ":=",
    r"\coloneqq": ":=", r"\coloneq": ":=", r"\eqqcolon": "=",
    "<": "<", r"\lt": "<", ">": ">", r"\gt": ">", "≤": "≤", r"\le": "≤", r"\leq": "≤",
    r"\leqslant": "≤", "≥": "≥", r"\ge": "≥", r"\geq": "≥", r"\geqslant": "≥",
    r"\ll": "<", r"\gg": ">", r"\ne": "≠", r"\neq": "≠", "≠": "≠",
    r"\approx": "≈", "≈": "≈", r"\simeq": "≈", r"\cong": "≅", r"\propto": "∝", "∝": "∝",
    r"\sim": "∼", r"\in": "∈", "∈": "∈", r"\notin": "∉", r"\subset": "⊂", r"\subseteq": "⊆",
    r"\to": "→", r"\rightarrow": "→", r"\mapsto": "→", "→": "→", r"\longrightarrow": "→",
}  # fmt: skip

#: What stands between two statements.
SEPARATORS = {
    r"\quad", r"\qquad", r"\implies", r"\Rightarrow", r"\Longrightarrow", r"\iff", "⇒", "⇔",
    r"\Leftrightarrow", r"\Longleftrightarrow", r"\land", r"\wedge", r"\forall", "∀", r"\colon",
    r"\therefore", r"\because", r"\mid",
}  # fmt: skip

#: Spacing and typesetting, which mean nothing.
DROPPED = {
    r"\,", r"\;", r"\:", r"\!", r"\ ", r"\>", "~", r"\displaystyle", r"\textstyle", r"\limits",
    r"\nolimits", r"\nonumber", r"\notag", r"\hfill", r"\qedhere", r"\qed", r"\middle",
    r"\left", r"\right", r"\big", r"\Big", r"\bigg", r"\Bigg", r"\bigl", r"\bigr", r"\Bigl", r"\/",
    r"\Bigr", r"\biggl", r"\biggr", r"\Biggl", r"\Biggr", r"\boxed", r"\mathstrut", r"\noindent",
    r"\centering", r"\par", r"\allowdisplaybreaks", r"\underbrace", r"\overbrace", r"\hspace",
}  # fmt: skip

ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304",
    "tilde": "\u0303", "widetilde": "\u0303", "dot": "\u0307", "check": "\u030c",
}  # fmt: skip

#: Superscripts and subscripts that Unicode has characters for, in plain spelling.
SCRIPTS = {
    "^": dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿˣʸⁱᵃᵇᶻᵗ", "0123456789+-()nxyiabzt", strict=True)),
    "_": dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-aehijklmnoprstuvx", strict=True)),
}

#: Single characters that abbreviate a formula.
SPELLINGS = {"½": "(1/2)", "¼": "(1/4)", "⅓": "(1/3)", "¾": "(3/4)", "‖": "‖"}
