//! Points of texts in an embedder's space.

use rusqlite::{Connection, params};

pub(super) fn vectors(
    connection: &Connection,
    model: &str,
    numbers: &[u64],
) -> rusqlite::Result<Vec<(u64, Vec<f32>)>> {
    let mut query = connection.prepare_cached("SELECT point FROM vector WHERE model = ?1 AND number = ?2")?;
    let mut found = Vec::new();
    for number in numbers {
        let mut rows = query.query(params![model, number.cast_signed()])?;
        if let Some(row) = rows.next()? {
            found.push((*number, floats(row.get_ref(0)?.as_blob()?)));
        }
    }
    Ok(found)
}

pub(super) fn put_vectors(
    connection: &Connection,
    model: &str,
    points: &[(u64, Vec<f32>)],
) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO vector VALUES (?1, ?2, ?3)")?;
    for (number, point) in points {
        insert.execute(params![model, number.cast_signed(), bytes(point)])?;
    }
    Ok(())
}

fn bytes(point: &[f32]) -> Vec<u8> {
    point.iter().flat_map(|one| one.to_le_bytes()).collect()
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    let (floats, _) = bytes.as_chunks::<4>();
    floats.iter().map(|four| f32::from_le_bytes(*four)).collect()
}
