package dev.frameline.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.RowIdLifetime;
import java.sql.SQLException;

/**
 * The driver's description of itself and the database. What is constant is answered by the driver without SQL; what
 * runs SQL goes through {@link #rows}, which decides where.
 */
abstract class DelegatingDatabaseMetaData implements DatabaseMetaData {

	private final DatabaseMetaData constants;

	DelegatingDatabaseMetaData(DatabaseMetaData constants) {
		this.constants = constants;
	}

	@Override
	public boolean allProceduresAreCallable() throws SQLException {
		return this.constants.allProceduresAreCallable();
	}

	@Override
	public boolean allTablesAreSelectable() throws SQLException {
		return this.constants.allTablesAreSelectable();
	}

	@Override
	public boolean autoCommitFailureClosesAllResultSets() throws SQLException {
		return this.constants.autoCommitFailureClosesAllResultSets();
	}

	@Override
	public boolean dataDefinitionCausesTransactionCommit() throws SQLException {
		return this.constants.dataDefinitionCausesTransactionCommit();
	}

	@Override
	public boolean dataDefinitionIgnoredInTransactions() throws SQLException {
		return this.constants.dataDefinitionIgnoredInTransactions();
	}

	@Override
	public boolean deletesAreDetected(int type) throws SQLException {
		return this.constants.deletesAreDetected(type);
	}

	@Override
	public boolean doesMaxRowSizeIncludeBlobs() throws SQLException {
		return this.constants.doesMaxRowSizeIncludeBlobs();
	}

	@Override
	public boolean generatedKeyAlwaysReturned() throws SQLException {
		return this.constants.generatedKeyAlwaysReturned();
	}

	@Override
	public ResultSet getAttributes(String catalog, String schema, String type, String attribute) throws SQLException {
		return rows((metaData) -> metaData.getAttributes(catalog, schema, type, attribute));
	}

	@Override
	public ResultSet getBestRowIdentifier(String catalog, String schema, String table, int scope, boolean nullable)
			throws SQLException {
		return rows((metaData) -> metaData.getBestRowIdentifier(catalog, schema, table, scope, nullable));
	}

	@Override
	public String getCatalogSeparator() throws SQLException {
		return this.constants.getCatalogSeparator();
	}

	@Override
	public String getCatalogTerm() throws SQLException {
		return this.constants.getCatalogTerm();
	}

	@Override
	public ResultSet getCatalogs() throws SQLException {
		return rows((metaData) -> metaData.getCatalogs());
	}

	@Override
	public ResultSet getClientInfoProperties() throws SQLException {
		return rows((metaData) -> metaData.getClientInfoProperties());
	}

	@Override
	public ResultSet getColumnPrivileges(String catalog, String schema, String table, String column)
			throws SQLException {
		return rows((metaData) -> metaData.getColumnPrivileges(catalog, schema, table, column));
	}

	@Override
	public ResultSet getColumns(String catalog, String schema, String table, String column) throws SQLException {
		return rows((metaData) -> metaData.getColumns(catalog, schema, table, column));
	}

	@Override
	public ResultSet getCrossReference(String parentCatalog, String parentSchema, String parentTable,
			String foreignCatalog, String foreignSchema, String foreignTable) throws SQLException {
		return rows((metaData) -> metaData.getCrossReference(parentCatalog, parentSchema, parentTable,
				foreignCatalog, foreignSchema, foreignTable));
	}

	@Override
	public int getDatabaseMajorVersion() throws SQLException {
		return this.constants.getDatabaseMajorVersion();
	}

	@Override
	public int getDatabaseMinorVersion() throws SQLException {
		return this.constants.getDatabaseMinorVersion();
	}

	@Override
	public String getDatabaseProductName() throws SQLException {
		return this.constants.getDatabaseProductName();
	}

	@Override
	public String getDatabaseProductVersion() throws SQLException {
		return this.constants.getDatabaseProductVersion();
	}

	@Override
	public int getDefaultTransactionIsolation() throws SQLException {
		return this.constants.getDefaultTransactionIsolation();
	}

	@Override
	public int getDriverMajorVersion() {
		return this.constants.getDriverMajorVersion();
	}

	@Override
	public int getDriverMinorVersion() {
		return this.constants.getDriverMinorVersion();
	}

	@Override
	public String getDriverName() throws SQLException {
		return this.constants.getDriverName();
	}

	@Override
	public String getDriverVersion() throws SQLException {
		return this.constants.getDriverVersion();
	}

	@Override
	public ResultSet getExportedKeys(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getExportedKeys(catalog, schema, table));
	}

	@Override
	public String getExtraNameCharacters() throws SQLException {
		return this.constants.getExtraNameCharacters();
	}

	@Override
	public ResultSet getFunctionColumns(String catalog, String schema, String function, String column)
			throws SQLException {
		return rows((metaData) -> metaData.getFunctionColumns(catalog, schema, function, column));
	}

	@Override
	public ResultSet getFunctions(String catalog, String schema, String name) throws SQLException {
		return rows((metaData) -> metaData.getFunctions(catalog, schema, name));
	}

	@Override
	public String getIdentifierQuoteString() throws SQLException {
		return this.constants.getIdentifierQuoteString();
	}

	@Override
	public ResultSet getImportedKeys(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getImportedKeys(catalog, schema, table));
	}

	@Override
	public ResultSet getIndexInfo(String catalog, String schema, String table, boolean unique, boolean approximate)
			throws SQLException {
		return rows((metaData) -> metaData.getIndexInfo(catalog, schema, table, unique, approximate));
	}

	@Override
	public int getJDBCMajorVersion() throws SQLException {
		return this.constants.getJDBCMajorVersion();
	}

	@Override
	public int getJDBCMinorVersion() throws SQLException {
		return this.constants.getJDBCMinorVersion();
	}

	@Override
	public int getMaxBinaryLiteralLength() throws SQLException {
		return this.constants.getMaxBinaryLiteralLength();
	}

	@Override
	public int getMaxCatalogNameLength() throws SQLException {
		return this.constants.getMaxCatalogNameLength();
	}

	@Override
	public int getMaxCharLiteralLength() throws SQLException {
		return this.constants.getMaxCharLiteralLength();
	}

	@Override
	public int getMaxColumnNameLength() throws SQLException {
		return this.constants.getMaxColumnNameLength();
	}

	@Override
	public int getMaxColumnsInGroupBy() throws SQLException {
		return this.constants.getMaxColumnsInGroupBy();
	}

	@Override
	public int getMaxColumnsInIndex() throws SQLException {
		return this.constants.getMaxColumnsInIndex();
	}

	@Override
	public int getMaxColumnsInOrderBy() throws SQLException {
		return this.constants.getMaxColumnsInOrderBy();
	}

	@Override
	public int getMaxColumnsInSelect() throws SQLException {
		return this.constants.getMaxColumnsInSelect();
	}

	@Override
	public int getMaxColumnsInTable() throws SQLException {
		return this.constants.getMaxColumnsInTable();
	}

	@Override
	public int getMaxConnections() throws SQLException {
		return this.constants.getMaxConnections();
	}

	@Override
	public int getMaxCursorNameLength() throws SQLException {
		return this.constants.getMaxCursorNameLength();
	}

	@Override
	public int getMaxIndexLength() throws SQLException {
		return this.constants.getMaxIndexLength();
	}

	@Override
	public long getMaxLogicalLobSize() throws SQLException {
		return this.constants.getMaxLogicalLobSize();
	}

	@Override
	public int getMaxProcedureNameLength() throws SQLException {
		return this.constants.getMaxProcedureNameLength();
	}

	@Override
	public int getMaxRowSize() throws SQLException {
		return this.constants.getMaxRowSize();
	}

	@Override
	public int getMaxSchemaNameLength() throws SQLException {
		return this.constants.getMaxSchemaNameLength();
	}

	@Override
	public int getMaxStatementLength() throws SQLException {
		return this.constants.getMaxStatementLength();
	}

	@Override
	public int getMaxStatements() throws SQLException {
		return this.constants.getMaxStatements();
	}

	@Override
	public int getMaxTableNameLength() throws SQLException {
		return this.constants.getMaxTableNameLength();
	}

	@Override
	public int getMaxTablesInSelect() throws SQLException {
		return this.constants.getMaxTablesInSelect();
	}

	@Override
	public int getMaxUserNameLength() throws SQLException {
		return this.constants.getMaxUserNameLength();
	}

	@Override
	public String getNumericFunctions() throws SQLException {
		return this.constants.getNumericFunctions();
	}

	@Override
	public ResultSet getPrimaryKeys(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getPrimaryKeys(catalog, schema, table));
	}

	@Override
	public ResultSet getProcedureColumns(String catalog, String schema, String procedure, String column)
			throws SQLException {
		return rows((metaData) -> metaData.getProcedureColumns(catalog, schema, procedure, column));
	}

	@Override
	public String getProcedureTerm() throws SQLException {
		return this.constants.getProcedureTerm();
	}

	@Override
	public ResultSet getProcedures(String catalog, String schema, String name) throws SQLException {
		return rows((metaData) -> metaData.getProcedures(catalog, schema, name));
	}

	@Override
	public ResultSet getPseudoColumns(String catalog, String schema, String table, String column) throws SQLException {
		return rows((metaData) -> metaData.getPseudoColumns(catalog, schema, table, column));
	}

	@Override
	public int getResultSetHoldability() throws SQLException {
		return this.constants.getResultSetHoldability();
	}

	@Override
	public RowIdLifetime getRowIdLifetime() throws SQLException {
		return this.constants.getRowIdLifetime();
	}

	@Override
	public String getSQLKeywords() throws SQLException {
		return this.constants.getSQLKeywords();
	}

	@Override
	public int getSQLStateType() throws SQLException {
		return this.constants.getSQLStateType();
	}

	@Override
	public String getSchemaTerm() throws SQLException {
		return this.constants.getSchemaTerm();
	}

	@Override
	public ResultSet getSchemas() throws SQLException {
		return rows((metaData) -> metaData.getSchemas());
	}

	@Override
	public ResultSet getSchemas(String catalog, String schema) throws SQLException {
		return rows((metaData) -> metaData.getSchemas(catalog, schema));
	}

	@Override
	public String getSearchStringEscape() throws SQLException {
		return this.constants.getSearchStringEscape();
	}

	@Override
	public String getStringFunctions() throws SQLException {
		return this.constants.getStringFunctions();
	}

	@Override
	public ResultSet getSuperTables(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getSuperTables(catalog, schema, table));
	}

	@Override
	public ResultSet getSuperTypes(String catalog, String schema, String name) throws SQLException {
		return rows((metaData) -> metaData.getSuperTypes(catalog, schema, name));
	}

	@Override
	public String getSystemFunctions() throws SQLException {
		return this.constants.getSystemFunctions();
	}

	@Override
	public ResultSet getTablePrivileges(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getTablePrivileges(catalog, schema, table));
	}

	@Override
	public ResultSet getTableTypes() throws SQLException {
		return rows((metaData) -> metaData.getTableTypes());
	}

	@Override
	public ResultSet getTables(String catalog, String schema, String table, String[] types) throws SQLException {
		return rows((metaData) -> metaData.getTables(catalog, schema, table, types));
	}

	@Override
	public String getTimeDateFunctions() throws SQLException {
		return this.constants.getTimeDateFunctions();
	}

	@Override
	public ResultSet getTypeInfo() throws SQLException {
		return rows((metaData) -> metaData.getTypeInfo());
	}

	@Override
	public ResultSet getUDTs(String catalog, String schema, String type, int[] types) throws SQLException {
		return rows((metaData) -> metaData.getUDTs(catalog, schema, type, types));
	}

	@Override
	public String getUserName() throws SQLException {
		return this.constants.getUserName();
	}

	@Override
	public ResultSet getVersionColumns(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getVersionColumns(catalog, schema, table));
	}

	@Override
	public boolean insertsAreDetected(int type) throws SQLException {
		return this.constants.insertsAreDetected(type);
	}

	@Override
	public boolean isCatalogAtStart() throws SQLException {
		return this.constants.isCatalogAtStart();
	}

	@Override
	public boolean locatorsUpdateCopy() throws SQLException {
		return this.constants.locatorsUpdateCopy();
	}

	@Override
	public boolean nullPlusNonNullIsNull() throws SQLException {
		return this.constants.nullPlusNonNullIsNull();
	}

	@Override
	public boolean nullsAreSortedAtEnd() throws SQLException {
		return this.constants.nullsAreSortedAtEnd();
	}

	@Override
	public boolean nullsAreSortedAtStart() throws SQLException {
		return this.constants.nullsAreSortedAtStart();
	}

	@Override
	public boolean nullsAreSortedHigh() throws SQLException {
		return this.constants.nullsAreSortedHigh();
	}

	@Override
	public boolean nullsAreSortedLow() throws SQLException {
		return this.constants.nullsAreSortedLow();
	}

	@Override
	public boolean othersDeletesAreVisible(int type) throws SQLException {
		return this.constants.othersDeletesAreVisible(type);
	}

	@Override
	public boolean othersInsertsAreVisible(int type) throws SQLException {
		return this.constants.othersInsertsAreVisible(type);
	}

	@Override
	public boolean othersUpdatesAreVisible(int type) throws SQLException {
		return this.constants.othersUpdatesAreVisible(type);
	}

	@Override
	public boolean ownDeletesAreVisible(int type) throws SQLException {
		return this.constants.ownDeletesAreVisible(type);
	}

	@Override
	public boolean ownInsertsAreVisible(int type) throws SQLException {
		return this.constants.ownInsertsAreVisible(type);
	}

	@Override
	public boolean ownUpdatesAreVisible(int type) throws SQLException {
		return this.constants.ownUpdatesAreVisible(type);
	}

	@Override
	public boolean storesLowerCaseIdentifiers() throws SQLException {
		return this.constants.storesLowerCaseIdentifiers();
	}

	@Override
	public boolean storesLowerCaseQuotedIdentifiers() throws SQLException {
		return this.constants.storesLowerCaseQuotedIdentifiers();
	}

	@Override
	public boolean storesMixedCaseIdentifiers() throws SQLException {
		return this.constants.storesMixedCaseIdentifiers();
	}

	@Override
	public boolean storesMixedCaseQuotedIdentifiers() throws SQLException {
		return this.constants.storesMixedCaseQuotedIdentifiers();
	}

	@Override
	public boolean storesUpperCaseIdentifiers() throws SQLException {
		return this.constants.storesUpperCaseIdentifiers();
	}

	@Override
	public boolean storesUpperCaseQuotedIdentifiers() throws SQLException {
		return this.constants.storesUpperCaseQuotedIdentifiers();
	}

	@Override
	public boolean supportsANSI92EntryLevelSQL() throws SQLException {
		return this.constants.supportsANSI92EntryLevelSQL();
	}

	@Override
	public boolean supportsANSI92FullSQL() throws SQLException {
		return this.constants.supportsANSI92FullSQL();
	}

	@Override
	public boolean supportsANSI92IntermediateSQL() throws SQLException {
		return this.constants.supportsANSI92IntermediateSQL();
	}

	@Override
	public boolean supportsAlterTableWithAddColumn() throws SQLException {
		return this.constants.supportsAlterTableWithAddColumn();
	}

	@Override
	public boolean supportsAlterTableWithDropColumn() throws SQLException {
		return this.constants.supportsAlterTableWithDropColumn();
	}

	@Override
	public boolean supportsBatchUpdates() throws SQLException {
		return this.constants.supportsBatchUpdates();
	}

	@Override
	public boolean supportsCatalogsInDataManipulation() throws SQLException {
		return this.constants.supportsCatalogsInDataManipulation();
	}

	@Override
	public boolean supportsCatalogsInIndexDefinitions() throws SQLException {
		return this.constants.supportsCatalogsInIndexDefinitions();
	}

	@Override
	public boolean supportsCatalogsInPrivilegeDefinitions() throws SQLException {
		return this.constants.supportsCatalogsInPrivilegeDefinitions();
	}

	@Override
	public boolean supportsCatalogsInProcedureCalls() throws SQLException {
		return this.constants.supportsCatalogsInProcedureCalls();
	}

	@Override
	public boolean supportsCatalogsInTableDefinitions() throws SQLException {
		return this.constants.supportsCatalogsInTableDefinitions();
	}

	@Override
	public boolean supportsColumnAliasing() throws SQLException {
		return this.constants.supportsColumnAliasing();
	}

	@Override
	public boolean supportsConvert() throws SQLException {
		return this.constants.supportsConvert();
	}

	@Override
	public boolean supportsConvert(int from, int to) throws SQLException {
		return this.constants.supportsConvert(from, to);
	}

	@Override
	public boolean supportsCoreSQLGrammar() throws SQLException {
		return this.constants.supportsCoreSQLGrammar();
	}

	@Override
	public boolean supportsCorrelatedSubqueries() throws SQLException {
		return this.constants.supportsCorrelatedSubqueries();
	}

	@Override
	public boolean supportsDataDefinitionAndDataManipulationTransactions() throws SQLException {
		return this.constants.supportsDataDefinitionAndDataManipulationTransactions();
	}

	@Override
	public boolean supportsDataManipulationTransactionsOnly() throws SQLException {
		return this.constants.supportsDataManipulationTransactionsOnly();
	}

	@Override
	public boolean supportsDifferentTableCorrelationNames() throws SQLException {
		return this.constants.supportsDifferentTableCorrelationNames();
	}

	@Override
	public boolean supportsExpressionsInOrderBy() throws SQLException {
		return this.constants.supportsExpressionsInOrderBy();
	}

	@Override
	public boolean supportsExtendedSQLGrammar() throws SQLException {
		return this.constants.supportsExtendedSQLGrammar();
	}

	@Override
	public boolean supportsFullOuterJoins() throws SQLException {
		return this.constants.supportsFullOuterJoins();
	}

	@Override
	public boolean supportsGetGeneratedKeys() throws SQLException {
		return this.constants.supportsGetGeneratedKeys();
	}

	@Override
	public boolean supportsGroupBy() throws SQLException {
		return this.constants.supportsGroupBy();
	}

	@Override
	public boolean supportsGroupByBeyondSelect() throws SQLException {
		return this.constants.supportsGroupByBeyondSelect();
	}

	@Override
	public boolean supportsGroupByUnrelated() throws SQLException {
		return this.constants.supportsGroupByUnrelated();
	}

	@Override
	public boolean supportsIntegrityEnhancementFacility() throws SQLException {
		return this.constants.supportsIntegrityEnhancementFacility();
	}

	@Override
	public boolean supportsLikeEscapeClause() throws SQLException {
		return this.constants.supportsLikeEscapeClause();
	}

	@Override
	public boolean supportsLimitedOuterJoins() throws SQLException {
		return this.constants.supportsLimitedOuterJoins();
	}

	@Override
	public boolean supportsMinimumSQLGrammar() throws SQLException {
		return this.constants.supportsMinimumSQLGrammar();
	}

	@Override
	public boolean supportsMixedCaseIdentifiers() throws SQLException {
		return this.constants.supportsMixedCaseIdentifiers();
	}

	@Override
	public boolean supportsMixedCaseQuotedIdentifiers() throws SQLException {
		return this.constants.supportsMixedCaseQuotedIdentifiers();
	}

	@Override
	public boolean supportsMultipleOpenResults() throws SQLException {
		return this.constants.supportsMultipleOpenResults();
	}

	@Override
	public boolean supportsMultipleResultSets() throws SQLException {
		return this.constants.supportsMultipleResultSets();
	}

	@Override
	public boolean supportsMultipleTransactions() throws SQLException {
		return this.constants.supportsMultipleTransactions();
	}

	@Override
	public boolean supportsNamedParameters() throws SQLException {
		return this.constants.supportsNamedParameters();
	}

	@Override
	public boolean supportsNonNullableColumns() throws SQLException {
		return this.constants.supportsNonNullableColumns();
	}

	@Override
	public boolean supportsOpenCursorsAcrossCommit() throws SQLException {
		return this.constants.supportsOpenCursorsAcrossCommit();
	}

	@Override
	public boolean supportsOpenCursorsAcrossRollback() throws SQLException {
		return this.constants.supportsOpenCursorsAcrossRollback();
	}

	@Override
	public boolean supportsOpenStatementsAcrossCommit() throws SQLException {
		return this.constants.supportsOpenStatementsAcrossCommit();
	}

	@Override
	public boolean supportsOpenStatementsAcrossRollback() throws SQLException {
		return this.constants.supportsOpenStatementsAcrossRollback();
	}

	@Override
	public boolean supportsOrderByUnrelated() throws SQLException {
		return this.constants.supportsOrderByUnrelated();
	}

	@Override
	public boolean supportsOuterJoins() throws SQLException {
		return this.constants.supportsOuterJoins();
	}

	@Override
	public boolean supportsPositionedDelete() throws SQLException {
		return this.constants.supportsPositionedDelete();
	}

	@Override
	public boolean supportsPositionedUpdate() throws SQLException {
		return this.constants.supportsPositionedUpdate();
	}

	@Override
	public boolean supportsRefCursors() throws SQLException {
		return this.constants.supportsRefCursors();
	}

	@Override
	public boolean supportsResultSetConcurrency(int type, int concurrency) throws SQLException {
		return this.constants.supportsResultSetConcurrency(type, concurrency);
	}

	@Override
	public boolean supportsResultSetHoldability(int holdability) throws SQLException {
		return this.constants.supportsResultSetHoldability(holdability);
	}

	@Override
	public boolean supportsResultSetType(int type) throws SQLException {
		return this.constants.supportsResultSetType(type);
	}

	@Override
	public boolean supportsSavepoints() throws SQLException {
		return this.constants.supportsSavepoints();
	}

	@Override
	public boolean supportsSchemasInDataManipulation() throws SQLException {
		return this.constants.supportsSchemasInDataManipulation();
	}

	@Override
	public boolean supportsSchemasInIndexDefinitions() throws SQLException {
		return this.constants.supportsSchemasInIndexDefinitions();
	}

	@Override
	public boolean supportsSchemasInPrivilegeDefinitions() throws SQLException {
		return this.constants.supportsSchemasInPrivilegeDefinitions();
	}

	@Override
	public boolean supportsSchemasInProcedureCalls() throws SQLException {
		return this.constants.supportsSchemasInProcedureCalls();
	}

	@Override
	public boolean supportsSchemasInTableDefinitions() throws SQLException {
		return this.constants.supportsSchemasInTableDefinitions();
	}

	@Override
	public boolean supportsSelectForUpdate() throws SQLException {
		return this.constants.supportsSelectForUpdate();
	}

	@Override
	public boolean supportsSharding() throws SQLException {
		return this.constants.supportsSharding();
	}

	@Override
	public boolean supportsStatementPooling() throws SQLException {
		return this.constants.supportsStatementPooling();
	}

	@Override
	public boolean supportsStoredFunctionsUsingCallSyntax() throws SQLException {
		return this.constants.supportsStoredFunctionsUsingCallSyntax();
	}

	@Override
	public boolean supportsStoredProcedures() throws SQLException {
		return this.constants.supportsStoredProcedures();
	}

	@Override
	public boolean supportsSubqueriesInComparisons() throws SQLException {
		return this.constants.supportsSubqueriesInComparisons();
	}

	@Override
	public boolean supportsSubqueriesInExists() throws SQLException {
		return this.constants.supportsSubqueriesInExists();
	}

	@Override
	public boolean supportsSubqueriesInIns() throws SQLException {
		return this.constants.supportsSubqueriesInIns();
	}

	@Override
	public boolean supportsSubqueriesInQuantifieds() throws SQLException {
		return this.constants.supportsSubqueriesInQuantifieds();
	}

	@Override
	public boolean supportsTableCorrelationNames() throws SQLException {
		return this.constants.supportsTableCorrelationNames();
	}

	@Override
	public boolean supportsTransactionIsolationLevel(int level) throws SQLException {
		return this.constants.supportsTransactionIsolationLevel(level);
	}

	@Override
	public boolean supportsTransactions() throws SQLException {
		return this.constants.supportsTransactions();
	}

	@Override
	public boolean supportsUnion() throws SQLException {
		return this.constants.supportsUnion();
	}

	@Override
	public boolean supportsUnionAll() throws SQLException {
		return this.constants.supportsUnionAll();
	}

	@Override
	public boolean updatesAreDetected(int type) throws SQLException {
		return this.constants.updatesAreDetected(type);
	}

	@Override
	public boolean usesLocalFilePerTable() throws SQLException {
		return this.constants.usesLocalFilePerTable();
	}

	@Override
	public boolean usesLocalFiles() throws SQLException {
		return this.constants.usesLocalFiles();
	}

	/** Runs SQL about the schema and answers rows that need no connection any more. */
	abstract ResultSet rows(Query query) throws SQLException;

	/** What the driver answers with SQL of its own. */
	interface Query {

		ResultSet run(DatabaseMetaData metaData) throws SQLException;

	}

	@Override
	public boolean isWrapperFor(Class<?> type) {
		return type.isInstance(this);
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		if (type.isInstance(this)) {
			return type.cast(this);
		}
		throw Failures.noDoor(type);
	}

}
