//! Single shift (extension) tables, from 3GPP TS 23.038 clause 6.2.1.1 and annex A.2.
//!
//! One row of eight codes a line, the code of the first one behind it. `NIL` is a code the table leaves empty; a
//! receiver shows the character which the locking table has there. Data only, no logic.

use super::{NIL, Table};

/// The GSM 7 bit default alphabet extension table (6.2.1.1).
#[rustfmt::skip]
pub(super) static DEFAULT: Table = [
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 00
    NIL, NIL, '\u{c}', NIL, NIL, NIL, NIL, NIL, // 08
    NIL, NIL, NIL, NIL, '^', NIL, NIL, NIL, // 10
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 18
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 20
    '{', '}', NIL, NIL, NIL, NIL, NIL, '\\', // 28
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 40
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 48
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 50
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Turkish single shift table.
#[rustfmt::skip]
pub(super) static TURKISH: Table = [
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 00
    NIL, NIL, '\u{c}', NIL, NIL, NIL, NIL, NIL, // 08
    NIL, NIL, NIL, NIL, '^', NIL, NIL, NIL, // 10
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 18
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 20
    '{', '}', NIL, NIL, NIL, NIL, NIL, '\\', // 28
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', NIL, NIL, NIL, NIL, NIL, NIL, 'Ğ', // 40
    NIL, 'İ', NIL, NIL, NIL, NIL, NIL, NIL, // 48
    NIL, NIL, NIL, 'Ş', NIL, NIL, NIL, NIL, // 50
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, 'ç', NIL, '€', NIL, 'ğ', // 60
    NIL, 'ı', NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, 'ş', NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Spanish single shift table.
#[rustfmt::skip]
pub(super) static SPANISH: Table = [
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 00
    NIL, 'ç', '\u{c}', NIL, NIL, NIL, NIL, NIL, // 08
    NIL, NIL, NIL, NIL, '^', NIL, NIL, NIL, // 10
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 18
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 20
    '{', '}', NIL, NIL, NIL, NIL, NIL, '\\', // 28
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', 'Á', NIL, NIL, NIL, NIL, NIL, NIL, // 40
    NIL, 'Í', NIL, NIL, NIL, NIL, NIL, 'Ó', // 48
    NIL, NIL, NIL, NIL, NIL, 'Ú', NIL, NIL, // 50
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 58
    NIL, 'á', NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, 'í', NIL, NIL, NIL, NIL, NIL, 'ó', // 68
    NIL, NIL, NIL, NIL, NIL, 'ú', NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Portuguese single shift table.
#[rustfmt::skip]
pub(super) static PORTUGUESE: Table = [
    NIL, NIL, NIL, NIL, NIL, 'ê', NIL, NIL, // 00
    NIL, 'ç', '\u{c}', 'Ô', 'ô', NIL, 'Á', 'á', // 08
    NIL, NIL, 'Φ', 'Γ', '^', 'Ω', 'Π', 'Ψ', // 10
    'Σ', 'Θ', NIL, NIL, NIL, NIL, NIL, 'Ê', // 18
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 20
    '{', '}', NIL, NIL, NIL, NIL, NIL, '\\', // 28
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', 'À', NIL, NIL, NIL, NIL, NIL, NIL, // 40
    NIL, 'Í', NIL, NIL, NIL, NIL, NIL, 'Ó', // 48
    NIL, NIL, NIL, NIL, NIL, 'Ú', NIL, NIL, // 50
    NIL, NIL, NIL, 'Ã', 'Õ', NIL, NIL, NIL, // 58
    NIL, 'Â', NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, 'í', NIL, NIL, NIL, NIL, NIL, 'ó', // 68
    NIL, NIL, NIL, NIL, NIL, 'ú', NIL, NIL, // 70
    NIL, NIL, NIL, 'ã', 'õ', NIL, NIL, 'â', // 78
];

/// Bengali single shift table.
#[rustfmt::skip]
pub(super) static BENGALI: Table = [
    '@', '£', '$', '¥', '¿', '"', '¤', '%', // 00
    '&', '\'', '\u{c}', '*', '+', NIL, '-', '/', // 08
    '<', '=', '>', '¡', '^', '¡', '_', '#', // 10
    '*', '\u{9e6}', '\u{9e7}', NIL, '\u{9e8}', '\u{9e9}', '\u{9ea}', '\u{9eb}', // 18
    '\u{9ec}', '\u{9ed}', '\u{9ee}', '\u{9ef}', '\u{9df}', '\u{9e0}', '\u{9e1}', '\u{9e2}', // 20
    '{', '}', '\u{9e3}', '\u{9f2}', '\u{9f3}', '\u{9f4}', '\u{9f5}', '\\', // 28
    '\u{9f6}', '\u{9f7}', '\u{9f8}', '\u{9f9}', '\u{9fa}', NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', 'A', 'B', 'C', 'D', 'E', 'F', 'G', // 40
    'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', // 48
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', // 50
    'X', 'Y', 'Z', NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Gujarati single shift table.
#[rustfmt::skip]
pub(super) static GUJARATI: Table = [
    '@', '£', '$', '¥', '¿', '"', '¤', '%', // 00
    '&', '\'', '\u{c}', '*', '+', NIL, '-', '/', // 08
    '<', '=', '>', '¡', '^', '¡', '_', '#', // 10
    '*', '\u{964}', '\u{965}', NIL, '\u{ae6}', '\u{ae7}', '\u{ae8}', '\u{ae9}', // 18
    '\u{aea}', '\u{aeb}', '\u{aec}', '\u{aed}', '\u{aee}', '\u{aef}', NIL, NIL, // 20
    '{', '}', NIL, NIL, NIL, NIL, NIL, '\\', // 28
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', 'A', 'B', 'C', 'D', 'E', 'F', 'G', // 40
    'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', // 48
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', // 50
    'X', 'Y', 'Z', NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Hindi single shift table.
#[rustfmt::skip]
pub(super) static HINDI: Table = [
    '@', '£', '$', '¥', '¿', '"', '¤', '%', // 00
    '&', '\'', '\u{c}', '*', '+', NIL, '-', '/', // 08
    '<', '=', '>', '¡', '^', '¡', '_', '#', // 10
    '*', '\u{964}', '\u{965}', NIL, '\u{966}', '\u{967}', '\u{968}', '\u{969}', // 18
    '\u{96a}', '\u{96b}', '\u{96c}', '\u{96d}', '\u{96e}', '\u{96f}', '\u{951}', '\u{952}', // 20
    '{', '}', '\u{953}', '\u{954}', '\u{958}', '\u{959}', '\u{95a}', '\\', // 28
    '\u{95b}', '\u{95c}', '\u{95d}', '\u{95e}', '\u{95f}', '\u{960}', '\u{961}', '\u{962}', // 30
    '\u{963}', '\u{970}', '\u{971}', NIL, '[', '~', ']', NIL, // 38
    '|', 'A', 'B', 'C', 'D', 'E', 'F', 'G', // 40
    'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', // 48
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', // 50
    'X', 'Y', 'Z', NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Kannada single shift table.
#[rustfmt::skip]
pub(super) static KANNADA: Table = [
    '@', '£', '$', '¥', '¿', '"', '¤', '%', // 00
    '&', '\'', '\u{c}', '*', '+', NIL, '-', '/', // 08
    '<', '=', '>', '¡', '^', '¡', '_', '#', // 10
    '*', '\u{964}', '\u{965}', NIL, '\u{ce6}', '\u{ce7}', '\u{ce8}', '\u{ce9}', // 18
    '\u{cea}', '\u{ceb}', '\u{cec}', '\u{ced}', '\u{cee}', '\u{cef}', '\u{cde}', '\u{cf1}', // 20
    '{', '}', '\u{cf2}', NIL, NIL, NIL, NIL, '\\', // 28
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', 'A', 'B', 'C', 'D', 'E', 'F', 'G', // 40
    'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', // 48
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', // 50
    'X', 'Y', 'Z', NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Malayalam single shift table.
#[rustfmt::skip]
pub(super) static MALAYALAM: Table = [
    '@', '£', '$', '¥', '¿', '"', '¤', '%', // 00
    '&', '\'', '\u{c}', '*', '+', NIL, '-', '/', // 08
    '<', '=', '>', '¡', '^', '¡', '_', '#', // 10
    '*', '\u{964}', '\u{965}', NIL, '\u{d66}', '\u{d67}', '\u{d68}', '\u{d69}', // 18
    '\u{d6a}', '\u{d6b}', '\u{d6c}', '\u{d6d}', '\u{d6e}', '\u{d6f}', '\u{d70}', '\u{d71}', // 20
    '{', '}', '\u{d72}', '\u{d73}', '\u{d74}', '\u{d75}', '\u{d7a}', '\\', // 28
    '\u{d7b}', '\u{d7c}', '\u{d7d}', '\u{d7e}', '\u{d7f}', NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', 'A', 'B', 'C', 'D', 'E', 'F', 'G', // 40
    'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', // 48
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', // 50
    'X', 'Y', 'Z', NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Oriya single shift table.
#[rustfmt::skip]
pub(super) static ORIYA: Table = [
    '@', '£', '$', '¥', '¿', '"', '¤', '%', // 00
    '&', '\'', '\u{c}', '*', '+', NIL, '-', '/', // 08
    '<', '=', '>', '¡', '^', '¡', '_', '#', // 10
    '*', '\u{964}', '\u{965}', NIL, '\u{b66}', '\u{b67}', '\u{b68}', '\u{b69}', // 18
    '\u{b6a}', '\u{b6b}', '\u{b6c}', '\u{b6d}', '\u{b6e}', '\u{b6f}', '\u{b5c}', '\u{b5d}', // 20
    '{', '}', '\u{b5f}', '\u{b70}', '\u{b71}', NIL, NIL, '\\', // 28
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', 'A', 'B', 'C', 'D', 'E', 'F', 'G', // 40
    'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', // 48
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', // 50
    'X', 'Y', 'Z', NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Punjabi single shift table.
#[rustfmt::skip]
pub(super) static PUNJABI: Table = [
    '@', '£', '$', '¥', '¿', '"', '¤', '%', // 00
    '&', '\'', '\u{c}', '*', '+', NIL, '-', '/', // 08
    '<', '=', '>', '¡', '^', '¡', '_', '#', // 10
    '*', '\u{964}', '\u{965}', NIL, '\u{a66}', '\u{a67}', '\u{a68}', '\u{a69}', // 18
    '\u{a6a}', '\u{a6b}', '\u{a6c}', '\u{a6d}', '\u{a6e}', '\u{a6f}', '\u{a59}', '\u{a5a}', // 20
    '{', '}', '\u{a5b}', '\u{a5c}', '\u{a5e}', '\u{a75}', NIL, '\\', // 28
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', 'A', 'B', 'C', 'D', 'E', 'F', 'G', // 40
    'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', // 48
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', // 50
    'X', 'Y', 'Z', NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Tamil single shift table.
#[rustfmt::skip]
pub(super) static TAMIL: Table = [
    '@', '£', '$', '¥', '¿', '"', '¤', '%', // 00
    '&', '\'', '\u{c}', '*', '+', NIL, '-', '/', // 08
    '<', '=', '>', '¡', '^', '¡', '_', '#', // 10
    '*', '\u{964}', '\u{965}', NIL, '\u{be6}', '\u{be7}', '\u{be8}', '\u{be9}', // 18
    '\u{bea}', '\u{beb}', '\u{bec}', '\u{bed}', '\u{bee}', '\u{bef}', '\u{bf3}', '\u{bf4}', // 20
    '{', '}', '\u{bf5}', '\u{bf6}', '\u{bf7}', '\u{bf8}', '\u{bfa}', '\\', // 28
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', 'A', 'B', 'C', 'D', 'E', 'F', 'G', // 40
    'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', // 48
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', // 50
    'X', 'Y', 'Z', NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Telugu single shift table.
#[rustfmt::skip]
pub(super) static TELUGU: Table = [
    '@', '£', '$', '¥', '¿', '"', '¤', '%', // 00
    '&', '\'', '\u{c}', '*', '+', NIL, '-', '/', // 08
    '<', '=', '>', '¡', '^', '¡', '_', '#', // 10
    '*', NIL, NIL, NIL, '\u{c66}', '\u{c67}', '\u{c68}', '\u{c69}', // 18
    '\u{c6a}', '\u{c6b}', '\u{c6c}', '\u{c6d}', '\u{c6e}', '\u{c6f}', '\u{c58}', '\u{c59}', // 20
    '{', '}', '\u{c78}', '\u{c79}', '\u{c7a}', '\u{c7b}', '\u{c7c}', '\\', // 28
    '\u{c7d}', '\u{c7e}', '\u{c7f}', NIL, NIL, NIL, NIL, NIL, // 30
    NIL, NIL, NIL, NIL, '[', '~', ']', NIL, // 38
    '|', 'A', 'B', 'C', 'D', 'E', 'F', 'G', // 40
    'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', // 48
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', // 50
    'X', 'Y', 'Z', NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];

/// Urdu single shift table.
#[rustfmt::skip]
pub(super) static URDU: Table = [
    '@', '£', '$', '¥', '¿', '"', '¤', '%', // 00
    '&', '\'', '\u{c}', '*', '+', NIL, '-', '/', // 08
    '<', '=', '>', '¡', '^', '¡', '_', '#', // 10
    '*', '\u{600}', '\u{601}', NIL, '\u{6f0}', '\u{6f1}', '\u{6f2}', '\u{6f3}', // 18
    '\u{6f4}', '\u{6f5}', '\u{6f6}', '\u{6f7}', '\u{6f8}', '\u{6f9}', '\u{60c}', '\u{60d}', // 20
    '{', '}', '\u{60e}', '\u{60f}', '\u{610}', '\u{611}', '\u{612}', '\\', // 28
    '\u{613}', '\u{614}', '\u{61b}', '\u{61f}', '\u{640}', '\u{652}', '\u{658}', '\u{66b}', // 30
    '\u{66c}', '\u{672}', '\u{673}', '\u{6cd}', '[', '~', ']', '\u{6d4}', // 38
    '|', 'A', 'B', 'C', 'D', 'E', 'F', 'G', // 40
    'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', // 48
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', // 50
    'X', 'Y', 'Z', NIL, NIL, NIL, NIL, NIL, // 58
    NIL, NIL, NIL, NIL, NIL, '€', NIL, NIL, // 60
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 68
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 70
    NIL, NIL, NIL, NIL, NIL, NIL, NIL, NIL, // 78
];
