//! Does an endpoint abide by its documentation?
