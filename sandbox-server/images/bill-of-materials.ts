import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import type { InstalledPackage } from './packages.ts'

/** @returns a CycloneDX document (JSON, specification 1.6) of what an image holds. */
export function billOfMaterials(image: string, packages: readonly InstalledPackage[]): string {
  const bom = new Models.Bom()
  bom.metadata.timestamp = new Date()
  bom.metadata.component = new Models.Component(Enums.ComponentType.Container, image)
  for (const one of packages) bom.components.add(componentOf(one))
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  )
  return serializer.serialize(bom, { sortLists: true, space: 2 })
}

function componentOf(one: InstalledPackage): Models.Component {
  const { name, version, architecture, source, homepage, licences } = one
  const query = new URLSearchParams({ arch: architecture, distro: 'debian', upstream: source })
  const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?${query}`
  const component = new Models.Component(Enums.ComponentType.Library, name, {
    version,
    purl,
    bomRef: purl,
    licenses: new Models.LicenseRepository(licences.map((name) => new Models.NamedLicense(name))),
  })
  if (homepage !== undefined) {
    const kind = Enums.ExternalReferenceType.Website
    component.externalReferences.add(new Models.ExternalReference(homepage, kind))
  }
  return component
}
