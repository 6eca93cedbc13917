/**
 * The annotations that a developer writes on an interface. From them the annotation processor
 * generates its proxy, its dispatcher and the base class to extend. The annotations are kept in the
 * class file but nothing reads them at run time.
 */
package org.ambrosia.annotations;
