//! Lists page by cursor: a page carries the cursor of the next one, and no total (counting costs more than it tells).

/// Where the next page begins; opaque to callers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// How many rows a caller wants: 1 to [`Limit::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(u16);

impl Limit {
    /// More rows than this in one answer help nobody.
    pub const MAX: u16 = 200;
    /// What a caller gets who asks for nothing.
    pub const DEFAULT: Self = Self(50);

    /// Clamps what a caller asked for into the allowed range.
    #[must_use]
    pub fn clamped(rows: u32) -> Self {
        Self(u16::try_from(rows).unwrap_or(Self::MAX).clamp(1, Self::MAX))
    }

    /// The number of rows.
    #[must_use]
    pub const fn rows(self) -> u16 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Where to go on; `None` on the last page.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Cuts `rows` (fetched with one row more than asked) to a page and derives the next cursor from its last row.
    #[must_use]
    pub fn cut(mut rows: Vec<T>, limit: Limit, cursor: impl Fn(&T) -> Cursor) -> Self {
        let wanted = usize::from(limit.rows());
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { items: rows, next }
    }

    /// The same page with every row changed into something else.
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}
